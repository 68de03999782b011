// SPDX-License-Identifier: Apache-2.0
// Tells the hub about this device: info at start, state when it changed, events as they happen, a heartbeat all the time and
// at once when the hub can be reached again. The newest state is sent until it is acknowledged; older ones are forgotten.
// Events wait, a bounded number of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/event_log.hpp"
#include "harmony/base/task.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/nats/jetstream.hpp"

namespace harmony::agent {

class reporter {
 public:
  struct identity {
    contracts::device_id device;
    contracts::labels labels;
    contracts::inventory inventory;
    std::string boot_id;  ///< one a start of the agent
  };
  /// Nothing: not known yet, and then not reported.
  using state_reader = std::function<std::optional<std::vector<contracts::deployment_state>>()>;

  reporter(asio::any_io_executor executor, nats::jetstream& streams, identity who, state_reader read);

  /// Something changed; what is sent is read when it is sent.
  void changed() { wake_.notify(); }
  /// Something happened that people may want to know of.
  void tell(contracts::severity severity, const deployment_key& about, std::string_view message);
  /// Until cancelled.
  [[nodiscard]] task<void> run();

 private:
  [[nodiscard]] task<result<void>> send_info();
  [[nodiscard]] task<result<void>> send_state(std::vector<contracts::deployment_state> deployments);
  [[nodiscard]] task<void> beat();
  [[nodiscard]] task<void> report();
  [[nodiscard]] task<void> send_events();

  asio::any_io_executor executor_;
  nats::jetstream& streams_;
  identity who_;
  state_reader read_;
  wakeup wake_;
  wakeup beat_now_;
  wakeup told_;
  event_log events_;
  std::int64_t n_ = 0;
  bool info_sent_ = false;
  bool state_sent_ = false;
  std::vector<contracts::deployment_state> acknowledged_;
  std::string digest_;  // of the state document as it was last acknowledged
};

}  // namespace harmony::agent
