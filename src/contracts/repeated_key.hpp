// SPDX-License-Identifier: Apache-2.0
// Finds the key that an object of a JSON text has twice. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace harmony::contracts {

/// The path of the first one, as the codec writes paths: `deployments[0].uid`. The text has to be JSON that was parsed.
[[nodiscard]] std::optional<std::string> repeated_key(std::string_view text);

}  // namespace harmony::contracts
