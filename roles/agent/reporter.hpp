// SPDX-License-Identifier: Apache-2.0
// Tells the hub about this device: info at start, state when it changed, a heartbeat all the time and at once when the hub
// can be reached again. The newest state is sent until it is acknowledged; older ones are forgotten.
#pragma once

#include <functional>
#include <string>
#include <vector>

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
  using state_reader = std::function<std::vector<contracts::deployment_state>()>;

  reporter(asio::any_io_executor executor, nats::jetstream& streams, identity who, state_reader read);

  /// Something changed; what is sent is read when it is sent.
  void changed() { wake_.notify(); }
  /// Until cancelled.
  [[nodiscard]] task<void> run();

 private:
  [[nodiscard]] task<result<void>> send_info();
  [[nodiscard]] task<result<void>> send_state();
  [[nodiscard]] task<void> beat();
  [[nodiscard]] task<void> report();

  asio::any_io_executor executor_;
  nats::jetstream& streams_;
  identity who_;
  state_reader read_;
  wakeup wake_;
  wakeup beat_now_;
  std::int64_t n_ = 0;
  bool info_sent_ = false;
  bool state_sent_ = false;
  std::vector<contracts::deployment_state> acknowledged_;
  std::string digest_;  // of the state document as it was last acknowledged
};

}  // namespace harmony::agent
