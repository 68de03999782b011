// SPDX-License-Identifier: Apache-2.0
#include "bench/chart.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace harmony::bench {

namespace {

constexpr int width = 760;
constexpr int row = 44;
constexpr int bars_from = 330;
constexpr int bars_to = 660;

}  // namespace

std::string chart(const std::vector<figure>& all) {
  std::vector<figure> shown;
  std::ranges::copy_if(all, std::back_inserter(shown),
                       [](const figure& one) { return one.unit == "ms" && !one.floor.empty(); });
  double longest = 1;
  for (const auto& one : shown) longest = std::max({longest, summary_of(one.values).median, summary_of(one.floor).median});
  const auto length = [&](double value) { return value / longest * (bars_to - bars_from); };
  auto text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "font-family=\"sans-serif\" "
      "font-size=\"13\">\n<style>text {{ fill: #24292f }} @media (prefers-color-scheme: dark) {{ text {{ fill: #d0d7de }} "
      "}}</style>\n",
      width, row * (std::ssize(shown) + 1));
  int top = 0;
  for (const auto& one : shown) {
    const auto median = summary_of(one.values).median;
    const auto floor = summary_of(one.floor).median;
    text += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n", bars_from - 10, top + 24, one.name);
    text += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"12\" fill=\"#0969da\"/>\n", bars_from, top + 8,
                        length(median));
    text += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{:.1f}\" height=\"8\" fill=\"#8c959f\"/>\n", bars_from, top + 21,
                        length(floor));
    text += fmt::format("<text x=\"{:.1f}\" y=\"{}\">{:.0f} ms, floor {:.0f}</text>\n",
                        bars_from + 8 + length(std::max(median, floor)), top + 24, median, floor);
    top += row;
  }
  text += fmt::format(
      "<text x=\"{}\" y=\"{}\">blue: measured; grey: the same outside calls, made directly; beside apply: kubectl "
      "(medians)</text>\n</svg>\n",
      bars_from, top + 20);
  return text;
}

}  // namespace harmony::bench
