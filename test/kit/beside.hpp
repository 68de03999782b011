// SPDX-License-Identifier: Apache-2.0
// A test's own steps beside something that runs until it is cancelled.
#pragma once

#include <exception>
#include <utility>

#include "harmony/base/task.hpp"

namespace harmony::kit {

/// Runs `body()` while `other` runs, and ends that whatever happens: a REQUIRE that fails is an exception.
template <class Body>
[[nodiscard]] task<void> beside(task<void> other, Body body) {
  task_group group(co_await asio::this_coro::executor);
  group.spawn("beside the test", std::move(other));
  std::exception_ptr thrown;
  try {
    co_await body();
  } catch (...) {
    thrown = std::current_exception();
  }
  group.cancel();
  co_await group.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace harmony::kit
