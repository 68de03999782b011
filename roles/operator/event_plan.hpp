// SPDX-License-Identifier: Apache-2.0
// Which Kubernetes Events a change of a Deployment's status is worth. Pure. The status is the memory: an operator that was
// restarted, or that takes over, finds there what has been told already.
#pragma once

#include <string>
#include <vector>

#include "harmony/contracts/deployment.hpp"
#include "harmony/kube/event_series.hpp"
#include "harmony/kube/metadata.hpp"

namespace harmony::fleet {

/// One Event, but for the object that it is about.
struct notice {
  kube::event_type type = kube::event_type::normal;
  std::string reason;
  std::string action;
  std::string note;
  friend bool operator==(const notice&, const notice&) = default;
};

/// What is worth telling about `next`, in the order in which it happened.
[[nodiscard]] std::vector<notice> plan_events(const contracts::deployment_status& previous,
                                              const contracts::deployment_status& next);

/// The notice as an Event about that Deployment.
[[nodiscard]] kube::occurrence about(const kube::object_key& deployment, const std::string& uid, notice what);

}  // namespace harmony::fleet
