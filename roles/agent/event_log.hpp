// SPDX-License-Identifier: Apache-2.0
// What the device has to tell people and could not send yet. Pure.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "agent/container_runtime.hpp"
#include "harmony/contracts/device.hpp"

namespace harmony::agent {

class event_log {
 public:
  struct entry {
    std::uint64_t number = 0;  ///< counts up from 1
    contracts::device_event event;
  };

  /// Waits to be sent, among as many as the hub keeps of a device; beyond it the oldest is dropped. Bounded to what the
  /// contract takes. False, and nothing is done, for what was the last thing said about that Deployment.
  bool add(contracts::severity severity, const deployment_key& about, std::string_view message, wall_clock::time_point at);
  /// The oldest that waits; none: nullptr. Valid until the next call that changes something.
  [[nodiscard]] const entry* next() const { return waiting_.empty() ? nullptr : &waiting_.front(); }
  /// It need not be sent again. It may have been dropped meanwhile.
  void done(std::uint64_t number);

 private:
  std::deque<entry> waiting_;
  std::uint64_t last_number_ = 0;
  std::map<deployment_key, std::string> said_;  // last, by Deployment
};

}  // namespace harmony::agent
