// SPDX-License-Identifier: Apache-2.0
// Runs a test's body and closes what has to be closed, also when an assertion threw.
#pragma once

#include <exception>
#include <utility>

#include "harmony/base/task.hpp"

namespace harmony::kit {

/// `close()` gives a task; what `body` threw is thrown after it.
template <class Close>
[[nodiscard]] task<void> closing(task<void> body, Close close) {
  std::exception_ptr thrown;
  try {
    co_await std::move(body);
  } catch (...) {
    thrown = std::current_exception();
  }
  co_await close();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace harmony::kit
