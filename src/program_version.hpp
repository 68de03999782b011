// SPDX-License-Identifier: Apache-2.0
// What --version prints.
#pragma once

#include <string>

namespace harmony {

/// Version, commit, compiler and the libraries that are linked in, a line each.
[[nodiscard]] std::string program_version();

}  // namespace harmony
