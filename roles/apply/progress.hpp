// SPDX-License-Identifier: Apache-2.0
// How far a rollout is, in words. Pure: a line for logs, a block of lines for a terminal.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "apply/follow.hpp"

namespace harmony::apply {

enum class tone { plain, strong, good, bad, quiet };

struct block_line {
  std::string text;
  tone how = tone::plain;
  friend bool operator==(const block_line&, const block_line&) = default;
};

/// What differs from line to line is what a person waits for; nothing in it changes with time alone, except once, when the
/// operator is silent for too long.
[[nodiscard]] std::string progress_line(const follow& what, steady_clock::time_point now);

/// At most `height` lines, none wider than `width` columns. `elapsed` is since the watch began.
[[nodiscard]] std::vector<block_line> progress_block(const follow& what, steady_clock::time_point now,
                                                     std::chrono::seconds elapsed, std::size_t width, std::size_t height);

/// The text in at most that many columns, "..." where it was cut. Control characters become spaces, so that a device's words
/// cannot move the cursor; anything beyond Latin, Greek and Cyrillic counts as two columns, which never wraps.
[[nodiscard]] std::string fit(std::string_view text, std::size_t columns);

/// "[######xx----]": how many of `all` are done and how many failed, with `columns` between the brackets. Nothing is full
/// before everything is done, and nothing that is there is left out.
[[nodiscard]] std::string bar(std::int64_t done, std::int64_t failed, std::int64_t all, std::size_t columns);

}  // namespace harmony::apply
