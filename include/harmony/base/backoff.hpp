// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next try. Pure: the randomness is passed in.
#pragma once

#include <chrono>
#include <random>

namespace harmony {

/// The source of jitter. One a program is enough; tests seed their own.
using random_source = std::mt19937_64;

/// Exponential with jitter: the n-th wait lies in [d/2, d] with d = first·2ⁿ, never above `most`.
/// Half of it is certain, so that a failing peer is never asked in a tight loop; half is random, so that a fleet
/// does not come back at once.
class backoff {
 public:
  backoff(std::chrono::milliseconds first, std::chrono::milliseconds most) : first_(first), most_(most) {}

  /// The wait before the next try; each call counts one failure.
  [[nodiscard]] std::chrono::milliseconds next(random_source& random);
  /// What the newest wait could have been at most: for people, who have no use for the jitter.
  [[nodiscard]] std::chrono::milliseconds longest() const;
  /// A success: the next wait is short again.
  void reset() { failures_ = 0; }
  [[nodiscard]] unsigned failures() const { return failures_; }

 private:
  std::chrono::milliseconds first_;
  std::chrono::milliseconds most_;
  unsigned failures_ = 0;
};

/// `middle` give or take `part` of it (0.1 = ± 10 %): for periods that a fleet must not share.
[[nodiscard]] std::chrono::milliseconds jittered(std::chrono::milliseconds middle, double part, random_source& random);

}  // namespace harmony
