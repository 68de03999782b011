// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/clock.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

namespace harmony {
namespace {

std::tm utc(wall_clock::time_point when) {
  const auto seconds = wall_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(when));
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return parts;
}

std::string date_and_time(const std::tm& at) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", at.tm_year + 1900, at.tm_mon + 1, at.tm_mday, at.tm_hour, at.tm_min,
                     at.tm_sec);
}

}  // namespace

std::string rfc3339(wall_clock::time_point when) {
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(when);
  const auto fraction = (whole - std::chrono::floor<std::chrono::seconds>(whole)).count();
  return fmt::format("{}.{:03}Z", date_and_time(utc(when)), fraction);
}

std::string rfc3339_micro(wall_clock::time_point when) {
  const auto whole = std::chrono::floor<std::chrono::microseconds>(when);
  const auto fraction = (whole - std::chrono::floor<std::chrono::seconds>(whole)).count();
  return fmt::format("{}.{:06}Z", date_and_time(utc(when)), fraction);
}

std::string rfc3339_seconds(wall_clock::time_point when) { return date_and_time(utc(when)) + "Z"; }

result<wall_clock::time_point> parse_rfc3339(std::string_view text) {
  const auto wrong = [&] { return fail(errc::invalid, fmt::format("\"{}\" is not an RFC 3339 time in UTC", text)); };
  std::tm parts{};
  const std::string whole(text);
  const char* rest = strptime(whole.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return wrong();
  // The clock counts nanoseconds in 64 bits, from the year 1677 to 2262: "never", in whoever's words, is later than that.
  constexpr auto first = std::chrono::ceil<std::chrono::seconds>(wall_clock::time_point::min()).time_since_epoch().count();
  constexpr auto last = std::chrono::floor<std::chrono::seconds>(wall_clock::time_point::max()).time_since_epoch().count() - 1;
  auto when = wall_clock::from_time_t(std::clamp<std::time_t>(timegm(&parts), first, last));
  if (*rest == '.') {
    auto unit = std::chrono::duration_cast<std::chrono::nanoseconds>(1s);
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest) {
      unit /= 10;
      when += std::chrono::duration_cast<wall_clock::duration>(unit * (*rest - '0'));
    }
  }
  if (std::string_view(rest) != "Z") return wrong();
  return when;
}

std::string readable(std::chrono::milliseconds duration) {
  if (duration < 1s) return fmt::format("{} ms", duration.count());
  if (duration < 1min) return fmt::format("{:.1f} s", static_cast<double>(duration.count()) / 1000.0);
  const auto seconds = std::chrono::round<std::chrono::seconds>(duration).count();
  return fmt::format("{} min {} s", seconds / 60, seconds % 60);
}

}  // namespace harmony
