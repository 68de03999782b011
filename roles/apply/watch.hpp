// SPDX-License-Identifier: Apache-2.0
// Watches one resource and shows how far it is.
#pragma once

#include <chrono>

#include "apply/follow.hpp"
#include "apply/terminal.hpp"
#include "harmony/base/task.hpp"
#include "harmony/kube/client.hpp"

namespace harmony::apply {

struct watch_limits {
  std::chrono::seconds limit;           ///< as the person said it
  steady_clock::time_point deadline{};  ///< when that is over
};

/// Returns when the goal is reached, or with why it will not be; errc::timeout at the deadline, errc::cancelled for Ctrl-C. In
/// each case the resource is left as it is.
[[nodiscard]] task<result<void>> watch_until(kube::client& server, kube::object_key key, goal wanted, watch_limits limits,
                                             display how);

}  // namespace harmony::apply
