// SPDX-License-Identifier: Apache-2.0
// What is said to people of an error, in the words of whoever failed. Pure.
#pragma once

#include <string>
#include <string_view>

namespace harmony::agent {

/// As one line within the bound of the contract, whatever other programs said, without what is another one at each try and
/// would be news each time: the port of our own end of a connection, the number of a temporary file of podman, and the query of
/// a URL (registries redirect to signed ones, which open what they name to whoever reads them).
[[nodiscard]] std::string error_text(std::string_view said);

}  // namespace harmony::agent
