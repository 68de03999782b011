// SPDX-License-Identifier: Apache-2.0
// Waiting for what must become true, as long as it takes and no longer than a limit.
#pragma once

#include <concepts>
#include <thread>

#include "harmony/base/task.hpp"

namespace harmony::kit {

inline constexpr std::chrono::milliseconds look_every = 5ms;

/// Looks at `condition` (a bool, or a task of one) until it is true; false when `limit` is over.
template <class Condition>
[[nodiscard]] task<bool> eventually(std::chrono::milliseconds limit, Condition condition) {
  const auto give_up = steady_clock::now() + limit;
  for (;;) {
    bool holds = false;
    if constexpr (std::convertible_to<decltype(condition()), bool>) {
      holds = condition();
    } else {
      holds = co_await condition();
    }
    if (holds) co_return true;
    if (steady_clock::now() > give_up) co_return false;
    co_await sleep_for(look_every);
  }
}

/// The same for code that is no coroutine; blocks the thread.
template <class Condition>
[[nodiscard]] bool eventually_blocking(std::chrono::milliseconds limit, Condition condition) {
  const auto give_up = steady_clock::now() + limit;
  while (!condition()) {
    if (steady_clock::now() > give_up) return false;
    std::this_thread::sleep_for(look_every);
  }
  return true;
}

}  // namespace harmony::kit
