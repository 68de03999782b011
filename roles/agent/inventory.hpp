// SPDX-License-Identifier: Apache-2.0
// What this machine is, read once at start.
#pragma once

#include "harmony/contracts/device.hpp"

namespace harmony::agent {

/// What cannot be read stays empty or zero: a device without an os-release file is still a device.
[[nodiscard]] contracts::inventory read_inventory();

}  // namespace harmony::agent
