// SPDX-License-Identifier: Apache-2.0
// What a Deployment's status should say. Pure.
#pragma once

#include <optional>
#include <string>

#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"
#include "harmony/contracts/deployment.hpp"

namespace harmony::fleet {

struct status_inputs {
  std::int64_t generation = 0;
  /// What the operator acts on; nothing until a spec was accepted: then nobody was counted, and the stored counts stay.
  std::optional<contracts::revision> revision;
  std::string score;  ///< canonical JSON of that
  contracts::aggregate counts;
  /// Why the resource as it stands now can't be acted on.
  std::optional<error> refused;
};

/// `previous` is what is stored: a condition keeps its transition time while its status stays.
[[nodiscard]] contracts::deployment_status plan_status(const contracts::deployment_status& previous, const status_inputs& given,
                                                       wall_clock::time_point now);

}  // namespace harmony::fleet
