// SPDX-License-Identifier: Apache-2.0
// Which harmony-iot this is.
#pragma once

#include <string_view>

namespace harmony {

/// "0.1.0".
[[nodiscard]] std::string_view version();
/// The commit that it was built from, with "-dirty" after it if files differed; "unknown" outside a repository.
[[nodiscard]] std::string_view commit();

}  // namespace harmony
