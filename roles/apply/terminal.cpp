// SPDX-License-Identifier: Apache-2.0
#include "apply/terminal.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harmony/base/utf8.hpp"

namespace harmony::apply {

namespace {

std::string_view start_of(tone how) {
  switch (how) {
    case tone::plain: return "";
    case tone::strong: return "\x1b[1m";
    case tone::good: return "\x1b[32m";
    case tone::bad: return "\x1b[31m";
    case tone::quiet: return "\x1b[2m";
  }
  std::unreachable();
}

void write(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

}  // namespace

display display_for(bool is_terminal, const char* term, const char* no_color) {
  const std::string_view name = term == nullptr ? "" : term;
  const bool live = is_terminal && !name.empty() && name != "dumb";
  return {.live = live, .colour = live && (no_color == nullptr || *no_color == '\0')};
}

display display_of_process() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread changes the environment
  return display_for(::isatty(STDOUT_FILENO) == 1, std::getenv("TERM"), std::getenv("NO_COLOR"));
}

window window_of_process() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return {};
  return {.columns = size.ws_col, .rows = size.ws_row};
}

std::size_t rows_of(const std::vector<std::size_t>& line_columns, std::size_t columns) {
  std::size_t rows = 0;
  for (const auto one : line_columns) rows += std::max<std::size_t>((one + columns - 1) / columns, 1);
  return rows;
}

void live_block::draw(const std::vector<block_line>& lines) {
  auto frame = to_top();
  drawn_.clear();
  for (const auto& one : lines) {
    const auto start = colour_ ? start_of(one.how) : std::string_view();
    // What was there before is erased line by line and not at once: nothing flickers.
    fmt::format_to(std::back_inserter(frame), "{}{}{}\x1b[K\n", start, one.text, start.empty() ? "" : "\x1b[0m");
    // What is drawn was made to fit by counting at least as much.
    drawn_.push_back(code_points(one.text));
  }
  write(frame + "\x1b[J");
}

void live_block::clear() {
  write(to_top() + (drawn_.empty() ? "" : "\x1b[J"));
  drawn_.clear();
}

std::string live_block::to_top() const {
  const auto rows = rows_of(drawn_, window_of_process().columns);
  return rows == 0 ? std::string() : fmt::format("\x1b[{}A\r", rows);
}

}  // namespace harmony::apply
