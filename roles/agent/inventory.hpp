// SPDX-License-Identifier: Apache-2.0
// What this machine is, read once at start.
#pragma once

#include <string>
#include <string_view>

#include "harmony/contracts/device.hpp"

namespace harmony::agent {

/// What cannot be read stays empty or zero: a device without an os-release file is still a device.
[[nodiscard]] contracts::inventory read_inventory();

/// PRETTY_NAME in the text of os-release(5), as one line; empty if there is none.
[[nodiscard]] std::string system_name(std::string_view os_release);

}  // namespace harmony::agent
