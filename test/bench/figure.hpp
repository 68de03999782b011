// SPDX-License-Identifier: Apache-2.0
// What was measured, how it is told, and what it is held against.
#pragma once

#include <string>
#include <vector>

namespace harmony::bench {

/// One thing that was measured several times, and what the same costs at least, measured in the same run.
struct figure {
  std::string name;
  std::string unit;
  std::vector<double> values{};
  std::vector<double> floor{};  ///< empty: there is none
};

struct summary {
  double median = 0;
  double least = 0;
  double most = 0;
};

/// Of at least one value. With an even number of them the median lies between the middle two.
[[nodiscard]] summary summary_of(std::vector<double> values);

/// One line a figure: median, least and most, the floor's median, and how many times the floor it is.
[[nodiscard]] std::string table(const std::vector<figure>& all);
/// The same for programs: {"name","value","unit","floor","ratio","min","max","runs"}; floor and ratio are null without one.
[[nodiscard]] std::string json_line(const figure& one);

}  // namespace harmony::bench
