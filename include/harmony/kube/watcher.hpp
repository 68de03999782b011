// SPDX-License-Identifier: Apache-2.0
// Performs a watch_machine's actions against an API server.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/resource.hpp"
#include "harmony/kube/watch_machine.hpp"

namespace harmony::kube {

/// What is watched.
struct watch_target {
  resource type;
  std::string namespace_{};      ///< empty: every namespace
  std::string label_selector{};  ///< empty: every object
  std::string field_selector{};
  /// The server ends a watch after this, and it is resumed.
  std::chrono::seconds lasts{290};
  /// Bookmarks come about every minute. A connection without a byte for this long may be half dead; to resume costs one
  /// request.
  std::chrono::milliseconds silence = std::chrono::minutes(2);
};

/// Called on the io thread, one event at a time, in order.
using watch_sink = std::function<void(watch_event)>;

/// Keeps a sink up to date about one resource, through every kind of failure. The client must outlive it.
class watcher {
 public:
  watcher(client& server, watch_target target) : server_(&server), target_(std::move(target)) {}

  /// Runs until it is cancelled. Failures are logged, the first and each different one, and tried again with a backoff; so is
  /// the recovery. The watcher must outlive the coroutine.
  [[nodiscard]] task<void> run(watch_sink sink);
  /// Why nothing is watched at the moment; empty while all is well.
  [[nodiscard]] const std::string& trouble() const { return reported_; }

 private:
  void report(const back_off& failure);
  void report_success();

  client* server_;
  watch_target target_;
  std::string reported_{};  ///< the failure that the log knows about; empty: all is well
  bool was_gone_ = false;   ///< and nothing was watched since
};

}  // namespace harmony::kube
