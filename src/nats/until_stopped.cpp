// SPDX-License-Identifier: Apache-2.0
#include "harmony/nats/until_stopped.hpp"

#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "harmony/base/log.hpp"
#include "harmony/base/signals.hpp"

namespace harmony::nats {

task<result<void>> until_stopped(connection& over) {
  using namespace asio::experimental::awaitable_operators;
  const auto ended = co_await (wait_for_stop_signal() || over.wait_closed());
  const auto* refused = std::get_if<error>(&ended);
  if (refused == nullptr) co_return result<void>{};
  log::error("NATS refuses us for good; whoever started this program starts it anew", {*refused});
  co_return fail(*refused);
}

}  // namespace harmony::nats
