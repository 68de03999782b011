// SPDX-License-Identifier: Apache-2.0
// Where progress is shown: a block that is drawn again in place on a terminal, lines elsewhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "apply/progress.hpp"

namespace harmony::apply {

struct display {
  bool live = false;    ///< the cursor can be moved
  bool colour = false;  ///< and words may be coloured
  friend bool operator==(const display&, const display&) = default;
};

/// `term` and `no_color` are $TERM and $NO_COLOR, null if not set. A terminal without a name or a "dumb" one gets lines;
/// https://no-color.org: any value that is not empty means no.
[[nodiscard]] display display_for(bool is_terminal, const char* term, const char* no_color);
/// That of the process's standard output.
[[nodiscard]] display display_of_process();

struct window {
  std::size_t columns = 80;
  std::size_t rows = 24;
};
/// The terminal's size now; the default where it does not know.
[[nodiscard]] window window_of_process();

/// How many rows the lines take in a window of that width: one that was made narrower has wrapped what was drawn before.
[[nodiscard]] std::size_t rows_of(const std::vector<std::size_t>& line_columns, std::size_t columns);

/// Draws on standard output. The cursor is never hidden and rests below the block, so that whatever ends the program leaves a
/// terminal that can be typed on.
class live_block {
 public:
  explicit live_block(bool colour) : colour_(colour) {}

  void draw(const std::vector<block_line>& lines);
  /// Takes the block away, for lines that belong above it.
  void clear();

 private:
  [[nodiscard]] std::string to_top() const;

  bool colour_;
  std::vector<std::size_t> drawn_{};  // columns of each line
};

}  // namespace harmony::apply
