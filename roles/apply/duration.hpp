// SPDX-License-Identifier: Apache-2.0
// How long, as people type it. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "harmony/base/result.hpp"

namespace harmony::apply {

/// "90s", "5m", "1h30m": hours, minutes and seconds in that order, each at most once, together more than nothing and up to a
/// year. errc::invalid says what it should look like.
[[nodiscard]] result<std::chrono::seconds> parse_duration(std::string_view text);

/// The shortest such text: "1m30s"; "0s" for nothing.
[[nodiscard]] std::string duration_text(std::chrono::seconds duration);

}  // namespace harmony::apply
