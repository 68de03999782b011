// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/signals.hpp"

#include <csignal>

#include <unistd.h>
#include <boost/asio/signal_set.hpp>

namespace harmony {

task<void> wait_for_stop_signal() {
  asio::signal_set signals(co_await asio::this_coro::executor, SIGINT, SIGTERM);
  co_await signals.async_wait(asio::use_awaitable);
  signals.clear();
  for (const int number : {SIGINT, SIGTERM}) std::signal(number, [](int) { ::_exit(130); });
}

}  // namespace harmony
