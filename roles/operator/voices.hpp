// SPDX-License-Identifier: Apache-2.0
// Whose voice a device's heartbeats are: each start of an agent has a boot id of its own, and one that speaks again after
// another one did is a second agent with the same device id (data-model.md §9). Pure.
#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "harmony/base/clock.hpp"
#include "operator/fleet_index.hpp"

namespace harmony::fleet {

class voices {
 public:
  using time = steady_clock::time_point;
  /// Two agents are two for `patience` after the last sign of it.
  explicit voices(std::chrono::milliseconds patience) : patience_(patience) {}

  /// True if this shows, and nothing did before, that two agents speak for the device. A restart does not.
  bool heard(const device_id& device, const std::string& boot_id, time now);
  /// Whether two agents speak for it.
  [[nodiscard]] bool two(const device_id& device) const { return two_.contains(device); }
  /// How many devices have two.
  [[nodiscard]] std::size_t doubled() const { return two_.size(); }
  void forget(const device_id& device);

 private:
  struct starts {
    std::string last;
    std::string before;
  };

  std::chrono::milliseconds patience_;
  std::unordered_map<device_id, starts, device_hash> known_;
  std::map<device_id, time> two_;  // until when
};

}  // namespace harmony::fleet
