// SPDX-License-Identifier: Apache-2.0
// Coroutines on the one io thread: deadlines, sleeping, waking up, and children that are always awaited.
#pragma once

#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancel_after.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"

namespace harmony {

namespace asio = boost::asio;

/// A coroutine that runs on the io thread. Cancellation unwinds it: an await after the request throws
/// `operation_aborted`, which only `task_group` catches.
template <class T>
using task = asio::awaitable<T>;

/// The error for a passed deadline: "no answer from nats://10.0.0.1 within 5.0 s".
[[nodiscard]] error deadline_passed(std::string_view what, std::chrono::milliseconds limit);

/// Throws the cancellation that was asked of this coroutine, if one was.
[[nodiscard]] task<void> throw_if_cancelled();

/// True for the exception that cancellation unwinds with.
[[nodiscard]] bool is_cancellation(const std::exception_ptr& thrown);

/// Runs `operation` and ends it when `limit` is over. A timeout is not a cancellation: the first is errc::timeout, the
/// second unwinds. `what` is who did not answer, for the message.
template <class T>
[[nodiscard]] task<result<T>> with_deadline(std::chrono::milliseconds limit, std::string what, task<result<T>> operation) {
  const auto executor = co_await asio::this_coro::executor;
  auto [thrown, outcome] =
      co_await asio::co_spawn(executor, std::move(operation), asio::cancel_after(limit, asio::as_tuple(asio::use_awaitable)));
  co_await throw_if_cancelled();
  if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
  if (thrown || (!outcome && outcome.error().code == errc::cancelled)) co_return fail(deadline_passed(what, limit));
  co_return std::move(outcome);
}

/// Waits; cancellation unwinds.
[[nodiscard]] task<void> sleep_for(std::chrono::milliseconds duration);

/// One coroutine waits, others wake it. A notice that comes before the wait is not lost; several count as one.
class wakeup {
 public:
  explicit wakeup(const asio::any_io_executor& executor) : timer_(executor) {}

  void notify();
  /// Returns on a notice, or at `when`. Cancellation unwinds. One waiter at a time.
  [[nodiscard]] task<void> wait_until(steady_clock::time_point when);
  [[nodiscard]] task<void> wait() { return wait_until(steady_clock::time_point::max()); }

 private:
  asio::steady_timer timer_;
  bool noticed_ = false;
};

/// Children that are always awaited. An exception in one is logged as a bug with the child's name; it does not end
/// the others. Destroying a group that was not joined is a bug and ends the program.
class task_group {
 public:
  explicit task_group(asio::any_io_executor executor);
  task_group(const task_group&) = delete;
  task_group& operator=(const task_group&) = delete;
  ~task_group();

  /// Starts a child; `name` appears in the log if it throws.
  void spawn(std::string name, task<void> child);
  /// Asks every child to end. Children spawned later are not affected.
  void cancel();
  /// Waits until no child is left. Cancelling the caller cancels the children and still waits for them.
  [[nodiscard]] task<void> join();
  [[nodiscard]] std::size_t size() const;
  /// The names of the children that ended by an exception: whoever watches over the process should hear of them.
  [[nodiscard]] const std::vector<std::string>& broken() const;

 private:
  struct state;
  std::shared_ptr<state> state_;
};

}  // namespace harmony
