// SPDX-License-Identifier: Apache-2.0
// Whether everything is as it was asked for.
#pragma once

#include <string>
#include <vector>

#include "harmony/kube/object_api.hpp"
#include "soak/ground.hpp"

namespace harmony::soak {

/// What differs: containers on devices, resources and their counts in the cluster. Empty if nothing does.
[[nodiscard]] task<std::vector<std::string>> differences(ground& all, const kube::object_api& deployments, const wishes& asked);

}  // namespace harmony::soak
