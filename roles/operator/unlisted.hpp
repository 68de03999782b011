// SPDX-License-Identifier: Apache-2.0
// Devices that a new listing of a bucket did not name, though they were known. A NATS server that lost its data is a likelier
// reason than a person who removed them, so they stay known for a while, in which they can say it again. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "harmony/base/clock.hpp"
#include "operator/fleet_index.hpp"

namespace harmony::fleet {

class unlisted {
 public:
  using time = steady_clock::time_point;
  explicit unlisted(std::chrono::milliseconds patience) : patience_(patience) {}

  /// A listing begins; these are known from before.
  void begin(std::set<device_id> known) { unnamed_ = std::move(known); }
  /// The listing, or later news, is about the device.
  void named(const device_id& device);
  /// Nobody can say anything until `resume`, and nobody's time runs. A connection that comes and goes cannot keep who is waited
  /// for longer than its patience, of time in which it could speak.
  void pause(time now) {
    if (!paused_) paused_ = now;
  }
  void resume(time now);
  /// The listing is complete.
  void end(time now);

  /// Whether a complete listing did not name it, and nothing was heard of it since.
  [[nodiscard]] bool contains(const device_id& device) const { return until_.contains(device); }
  /// Those for which nobody waits any longer.
  std::set<device_id> expire(time now);
  /// When `expire` has something to do at the earliest.
  [[nodiscard]] std::optional<time> next_expiry() const { return paused_ ? std::nullopt : next_; }

 private:
  std::chrono::milliseconds patience_;
  std::set<device_id> unnamed_;  // during a listing
  std::map<device_id, time> until_;
  std::optional<time> next_;  // not later than the first of `until_`
  std::optional<time> paused_;
};

}  // namespace harmony::fleet
