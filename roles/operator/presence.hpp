// SPDX-License-Identifier: Apache-2.0
// Who is there: a device whose heartbeats stop for three intervals is unreachable. Pure; the operator's receive time
// counts, never the device's clock (data-model.md §9).
#pragma once

#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harmony/base/clock.hpp"
#include "operator/fleet_index.hpp"

namespace harmony::fleet {

class presence {
 public:
  using time = steady_clock::time_point;
  explicit presence(std::chrono::milliseconds silence) : silence_(silence) {}

  /// A known device that was not heard yet: it has the whole silence to say something, so an operator that restarts
  /// calls nobody unreachable before it had a chance to listen.
  void expect(const device_id& device, time now);
  /// A sign of life. True if the device was unreachable until now.
  bool heard(const device_id& device, time now);
  void forget(const device_id& device);
  /// The devices that became unreachable by now.
  std::vector<device_id> expire(time now);
  /// When `expire` has something to do at the earliest.
  [[nodiscard]] std::optional<time> next_expiry() const;
  [[nodiscard]] std::size_t unreachable() const { return unreachable_.size(); }

 private:
  struct sign {
    device_id device;
    time last;
  };

  std::chrono::milliseconds silence_;
  std::list<sign> heard_;  // the longest silent first: a sign of life moves its entry to the end
  std::unordered_map<device_id, std::list<sign>::iterator, device_hash> where_;
  std::unordered_set<device_id, device_hash> unreachable_;
};

}  // namespace harmony::fleet
