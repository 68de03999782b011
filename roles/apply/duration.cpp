// SPDX-License-Identifier: Apache-2.0
#include "apply/duration.hpp"

#include <charconv>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace harmony::apply {

namespace {

constexpr std::pair<char, std::int64_t> units[] = {{'h', 3600}, {'m', 60}, {'s', 1}};

}  // namespace

result<std::chrono::seconds> parse_duration(std::string_view text) {
  constexpr std::int64_t most = 365LL * 24 * 3600;
  const auto wrong = [&] {
    return fail(errc::invalid, fmt::format("\"{}\" is not a duration", text), {}, "write 90s, 5m or 1h30m, up to a year");
  };
  std::int64_t total = 0;
  auto rest = text;
  for (const auto& [unit, seconds] : units) {
    std::int64_t number = 0;
    const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (problem != std::errc{} || end == rest.data() + rest.size() || *end != unit) continue;
    if (number < 0 || number > most) return wrong();
    total += number * seconds;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
  }
  if (!rest.empty() || total == 0 || total > most) return wrong();
  return std::chrono::seconds(total);
}

std::string duration_text(std::chrono::seconds duration) {
  std::string text;
  auto rest = duration.count();
  for (const auto& [unit, seconds] : units) {
    if (const auto whole = rest / seconds; whole > 0) text += fmt::format("{}{}", whole, unit);
    rest %= seconds;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace harmony::apply
