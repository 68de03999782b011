// SPDX-License-Identifier: Apache-2.0
// How often values fell below each of some bounds. A plain value, used on one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace harmony {

/// Seconds; controller-runtime's bounds for reconciliations, so that its dashboards fit.
inline constexpr std::array duration_bounds{0.005, 0.01, 0.025, 0.05, 0.1,  0.15, 0.2,  0.25, 0.3,  0.35, 0.4,  0.45, 0.5, 0.6,
                                            0.7,   0.8,  0.9,   1.0,  1.25, 1.5,  1.75, 2.0,  2.5,  3.0,  3.5,  4.0,  4.5, 5.0,
                                            6.0,   7.0,  8.0,   9.0,  10.0, 15.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0};

class duration_histogram {
 public:
  void observe(double seconds) {
    std::size_t at = 0;
    while (at < duration_bounds.size() && seconds > duration_bounds[at]) ++at;
    ++counts_[at];
    ++count_;
    sum_ += seconds;
  }

  /// How many were at most `duration_bounds[bound]`.
  [[nodiscard]] std::uint64_t up_to(std::size_t bound) const {
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at <= bound; ++at) sum += counts_.at(at);
    return sum;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double sum() const { return sum_; }

 private:
  std::array<std::uint64_t, duration_bounds.size() + 1> counts_{};  // the last: above every bound
  std::uint64_t count_ = 0;
  double sum_ = 0;
};

}  // namespace harmony
