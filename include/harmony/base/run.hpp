// SPDX-License-Identifier: Apache-2.0
// From ordinary code into coroutines: runs one to its end on an io context of its own, on the calling thread.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "harmony/base/task.hpp"

namespace harmony {

/// Runs `body(executor)`, and everything that it left on the context, and returns its result; its exception is thrown
/// here. `body` lives until then, so a lambda coroutine may use what it captured.
template <class Body>
auto run(Body body) {
  asio::io_context io{1};
  using value = typename decltype(body(io.get_executor()))::value_type;
  std::exception_ptr thrown;
  if constexpr (std::is_void_v<value>) {
    asio::co_spawn(io, body(io.get_executor()), [&](const std::exception_ptr& error) { thrown = error; });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
  } else {
    std::optional<value> outcome;
    asio::co_spawn(io, body(io.get_executor()), [&](const std::exception_ptr& error, value got) {
      thrown = error;
      outcome.emplace(std::move(got));
    });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*outcome);
  }
}

}  // namespace harmony
