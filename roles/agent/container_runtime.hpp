// SPDX-License-Identifier: Apache-2.0
// What the agent needs of whatever runs containers, in the agent's own words. Podman is behind it; tests put a fake there.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harmony/base/task.hpp"
#include "harmony/contracts/checked.hpp"
#include "harmony/contracts/score.hpp"

namespace harmony::agent {

/// "<namespace>/<name>" of a Deployment: what the agent reconciles by.
using deployment_key = std::string;

/// What a container of ours says about itself in its labels. The device is its own database: a restarted agent reads it.
struct identity {
  deployment_key deployment;
  std::string uid;
  std::string service;
  std::string revision;
  friend bool operator==(const identity&, const identity&) = default;
};

struct container {
  std::string id;
  identity is;
  bool running = false;
  /// Its removal began and has not ended, and perhaps never will, because the device lost power: it does not run again.
  bool half_removed = false;
  bool started_before = false;  ///< it has run; false right after it was created
  /// Of its last run, if that ended; nothing if nobody saw its end, because the device lost power.
  std::optional<std::int64_t> exit_code{};
  contracts::restart_policy restart = contracts::restart_policy::always;
};

/// Every call has a deadline of the adapter's own. Errors carry the runtime's words in `detail`.
class container_runtime {
 public:
  virtual ~container_runtime() = default;

  /// All containers that carry our labels, running or not.
  virtual task<result<std::vector<container>>> list() = 0;
  virtual task<result<bool>> has_image(const contracts::image_reference& image) = 0;
  /// errc::timeout after `limit`.
  virtual task<result<void>> pull(const contracts::image_reference& image, std::chrono::milliseconds limit) = 0;
  /// Creates, does not start. Returns the id.
  virtual task<result<std::string>> create(const identity& is, const contracts::service& from) = 0;
  virtual task<result<void>> start(const std::string& id) = 0;
  /// Stops it if it runs, then removes it, also one that cannot be stopped. One that is gone already is a success.
  virtual task<result<void>> remove(const std::string& id) = 0;
  /// Calls `changed` with the deployment of each container of ours that started or ended, and `interrupted` when
  /// something may have been missed. Runs until it is cancelled.
  virtual task<void> watch(std::function<void(const deployment_key&)> changed, std::function<void()> interrupted) = 0;
};

}  // namespace harmony::agent
