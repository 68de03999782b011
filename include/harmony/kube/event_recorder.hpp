// SPDX-License-Identifier: Apache-2.0
// Writes Kubernetes Events beside the work that they are about, and never holds it up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/kube/event_series.hpp"
#include "harmony/kube/object_api.hpp"

namespace harmony::kube {

struct recorder_settings {
  event_source source;
  std::string manager;              ///< field manager
  std::size_t waiting_most = 1000;  ///< Events that wait for the API server; beyond it new ones are dropped
  event_bounds bounds{};
};

/// Use on the io thread; the client must outlive it.
class event_recorder {
 public:
  struct counts {
    std::uint64_t written = 0;
    std::uint64_t dropped = 0;  ///< too many for the object, too many waiting, or refused by the API server
  };

  event_recorder(const asio::any_io_executor& executor, client& server, recorder_settings settings);

  /// Returns at once. The same occurrence within some minutes counts up the Event that is there.
  void record(occurrence what);
  /// Writes what was recorded until it is cancelled; what waits then is lost. An API server that cannot be reached is waited
  /// for; an Event that it refuses is dropped, and the first of each kind of refusal logged.
  [[nodiscard]] task<void> run();
  [[nodiscard]] const counts& totals() const { return totals_; }

 private:
  [[nodiscard]] task<result<void>> write(event_series::identity which);
  void report(const error& why);

  object_api events_;
  recorder_settings settings_;
  event_series series_;
  std::deque<event_series::identity> waiting_;
  wakeup recorded_;
  counts totals_;
  std::string reported_;
};

}  // namespace harmony::kube
