// SPDX-License-Identifier: Apache-2.0
#include "bench/figure.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace harmony::bench {

namespace {

/// Three digits that mean something: 0.0123, 4.56, 78.9, 1234.
std::string shown(double value) {
  if (value >= 100) return fmt::format("{:.0f}", value);
  if (value >= 10) return fmt::format("{:.1f}", value);
  return value >= 1 || value == 0 ? fmt::format("{:.2f}", value) : fmt::format("{:.3f}", value);
}

std::optional<double> floor_of(const figure& one) {
  return one.floor.empty() ? std::nullopt : std::optional(summary_of(one.floor).median);
}

}  // namespace

summary summary_of(std::vector<double> values) {
  if (values.empty()) throw std::logic_error("nothing was measured");
  std::ranges::sort(values);
  const auto half = values.size() / 2;
  return {.median = values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2,
          .least = values.front(),
          .most = values.back()};
}

std::string table(const std::vector<figure>& all) {
  std::size_t widest = 0;
  for (const auto& one : all) widest = std::max(widest, one.name.size());
  auto text = fmt::format("{:<{}}  {:>9} {:>9} {:>9}  {:<12} {:>9} {:>7} {:>5}\n", "", widest, "median", "min", "max", "unit",
                          "floor", "ratio", "runs");
  for (const auto& one : all) {
    const auto [median, least, most] = summary_of(one.values);
    const auto floor = floor_of(one);
    text +=
        fmt::format("{:<{}}  {:>9} {:>9} {:>9}  {:<12} {:>9} {:>7} {:>5}\n", one.name, widest, shown(median), shown(least),
                    shown(most), one.unit, floor ? shown(*floor) : "", floor ? shown(median / *floor) : "", one.values.size());
  }
  return text;
}

std::string json_line(const figure& one) {
  const auto [median, least, most] = summary_of(one.values);
  const auto floor = floor_of(one);
  const auto maybe = [](bool there, double value) { return there ? boost::json::value(value) : boost::json::value(nullptr); };
  return boost::json::serialize(boost::json::value{{"name", one.name},
                                                   {"value", median},
                                                   {"unit", one.unit},
                                                   {"floor", maybe(floor.has_value(), floor.value_or(0))},
                                                   {"ratio", maybe(floor.has_value(), median / floor.value_or(1))},
                                                   {"min", least},
                                                   {"max", most},
                                                   {"runs", one.values.size()}});
}

}  // namespace harmony::bench
