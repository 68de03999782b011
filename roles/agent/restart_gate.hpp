// SPDX-License-Identifier: Apache-2.0
// How soon a container that ended may be started again. Pure: time and randomness are passed in.
#pragma once

#include "harmony/base/backoff.hpp"
#include "harmony/base/clock.hpp"

namespace harmony::agent {

/// The first restart is immediate; one that ends soon again waits, longer each time. A container that ran for
/// `stable` beyond its pause has earned an immediate restart again. (When it ended is not known here, and a pause may be
/// longer than `stable`.)
class restart_gate {
 public:
  static constexpr std::chrono::milliseconds stable = 1min;
  using time = steady_clock::time_point;

  /// How long to wait still; zero: go ahead.
  [[nodiscard]] std::chrono::milliseconds wait(time now) const;
  /// How long at most it waits at present.
  [[nodiscard]] std::chrono::milliseconds pause() const { return waits_.longest(); }
  /// A restart was made now. True for the first of a row.
  bool restarted(time now, random_source& random);
  /// One that ended again after a restart is believed once it has run for `stable`: how much longer it has to; zero: it is.
  [[nodiscard]] std::chrono::milliseconds doubt(time now) const;

 private:
  backoff waits_{500ms, 5min};
  int row_ = 0;  // of restarts
  time last_;
  time next_;
};

}  // namespace harmony::agent
