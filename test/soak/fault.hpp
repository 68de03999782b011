// SPDX-License-Identifier: Apache-2.0
// What happens to machines, networks and programs in the field, one at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "soak/ground.hpp"

namespace harmony::soak {

struct fault {
  std::string name;
  /// Makes it happen, and ends it after `duration` if it is something that lasts.
  std::function<task<void>(std::chrono::milliseconds duration)> happen;
};

/// Every fault that the ground can have, each device's on its own.
[[nodiscard]] std::vector<fault> faults_of(ground& all);

}  // namespace harmony::soak
