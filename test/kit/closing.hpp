// SPDX-License-Identifier: Apache-2.0
// Runs a test's body and closes what has to be closed, also when an assertion threw.
#pragma once

#include <exception>
#include <utility>

#include "harmony/base/task.hpp"

namespace harmony::kit {

/// `close()` gives a task. What `body` threw is thrown after it, rather than what `close` threw: that often follows from it.
template <class Close>
[[nodiscard]] task<void> closing(task<void> body, Close close) {
  std::exception_ptr first;
  try {
    co_await std::move(body);
  } catch (...) {
    first = std::current_exception();
  }
  try {
    co_await close();
  } catch (...) {
    if (!first) first = std::current_exception();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace harmony::kit
