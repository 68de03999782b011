// SPDX-License-Identifier: Apache-2.0
// The two clocks and how a time is written. Durations and deadlines use the steady one; the wall clock is for people.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "harmony/base/result.hpp"

namespace harmony {

using steady_clock = std::chrono::steady_clock;
using wall_clock = std::chrono::system_clock;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""h;

/// "2026-11-24T12:00:00.123Z": RFC 3339 in UTC with milliseconds.
[[nodiscard]] std::string rfc3339(wall_clock::time_point when);
/// "2026-11-24T12:00:00Z": without the fraction, which is what Kubernetes' metav1.Time takes.
[[nodiscard]] std::string rfc3339_seconds(wall_clock::time_point when);
/// "2026-11-24T12:00:00.123456Z": Kubernetes' metav1.MicroTime.
[[nodiscard]] std::string rfc3339_micro(wall_clock::time_point when);
/// Reads any of these; fails with errc::invalid on anything that is not a UTC time. After 2262 is 2262.
[[nodiscard]] result<wall_clock::time_point> parse_rfc3339(std::string_view text);

/// "850 ms", "12.3 s", "4 min 5 s": for people.
[[nodiscard]] std::string readable(std::chrono::milliseconds duration);

}  // namespace harmony
