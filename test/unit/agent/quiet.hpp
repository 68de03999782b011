// SPDX-License-Identifier: Apache-2.0
// The log, counted instead of shown.
#pragma once

#include <string_view>

#include "harmony/base/log.hpp"

namespace harmony::agent::test {

/// No line of the log reaches the terminal while it lives; they are counted.
struct quiet {
  static inline int lines = 0;
  quiet() { lines = 0; }
  ~quiet() { log::redirect(before); }
  log::sink before = log::redirect([](log::level, std::string_view) { ++lines; });
};

}  // namespace harmony::agent::test
