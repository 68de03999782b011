// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/task.hpp"

#include <cstdio>
#include <list>

#include <fmt/format.h>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>

#include "harmony/base/log.hpp"

namespace harmony {

error deadline_passed(std::string_view what, std::chrono::milliseconds limit) {
  return {.code = errc::timeout, .message = fmt::format("no answer from {} within {}", what, readable(limit))};
}

task<void> throw_if_cancelled() {
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) throw boost::system::system_error(asio::error::operation_aborted);
}

bool is_cancellation(const std::exception_ptr& thrown) {
  if (!thrown) return false;
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& aborted) {
    return aborted.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

task<void> sleep_for(std::chrono::milliseconds duration) {
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(asio::use_awaitable);
}

void wakeup::notify() {
  noticed_ = true;
  timer_.cancel();
}

task<void> wakeup::wait_until(steady_clock::time_point when) {
  if (!noticed_) {
    timer_.expires_at(when);
    co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    co_await throw_if_cancelled();
  }
  noticed_ = false;
}

struct task_group::state {
  struct child {
    std::string name;
    asio::cancellation_signal stop{};
  };

  explicit state(asio::any_io_executor where) : executor(std::move(where)), ended(executor) {}

  asio::any_io_executor executor;
  std::vector<std::string> broken;
  std::list<child> children;  // a list: a child's signal must not move while the child runs
  wakeup ended;
};

task_group::task_group(asio::any_io_executor executor) : state_(std::make_shared<state>(std::move(executor))) {}

task_group::~task_group() {
  if (state_->children.empty()) return;
  // Not a log line: the sink may be gone by now, and this must be seen.
  for (const auto& child : state_->children) fmt::print(stderr, "bug: the task \"{}\" was left behind\n", child.name);
  std::terminate();
}

void task_group::spawn(std::string name, task<void> child) {
  auto& entry = state_->children.emplace_back(std::move(name));
  const auto place = std::prev(state_->children.end());
  const auto finished = [group = state_, place](const std::exception_ptr& thrown) {
    if (thrown && !is_cancellation(thrown)) {
      group->broken.push_back(place->name);
      try {
        std::rethrow_exception(thrown);
      } catch (const std::exception& bug) {
        log::error("a task ended by an exception", {{"task", place->name}, {"exception", bug.what()}});
      } catch (...) {
        log::error("a task ended by an exception", {{"task", place->name}, {"exception", "unknown"}});
      }
    }
    group->children.erase(place);
    group->ended.notify();
  };
  asio::co_spawn(state_->executor, std::move(child), asio::bind_cancellation_slot(entry.stop.slot(), finished));
}

void task_group::cancel() {
  // A cancelled child may end, and leave the list, inside emit.
  for (auto next = state_->children.begin(); next != state_->children.end();) {
    auto& child = *next++;
    child.stop.emit(asio::cancellation_type::terminal);
  }
}

task<void> task_group::join() {
  const auto group = state_;
  bool cancelled = false;
  while (!group->children.empty()) {
    try {
      co_await group->ended.wait();
    } catch (const boost::system::system_error&) {
      cancelled = true;
      // From here on the wait itself can't be cut short: leaving a child behind would be worse than waiting for it.
    }
    if (cancelled) {
      co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
      cancel();
    }
  }
  if (cancelled) throw boost::system::system_error(asio::error::operation_aborted);
}

std::size_t task_group::size() const { return state_->children.size(); }

const std::vector<std::string>& task_group::broken() const { return state_->broken; }

}  // namespace harmony
