// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/task.hpp"

#include <catch2/catch_test_macros.hpp>

#include <stdexcept>
#include <vector>

#include "kit/log_capture.hpp"
#include "kit/run.hpp"

using namespace harmony;

namespace {

task<result<int>> answer_after(std::chrono::milliseconds wait, int answer) {
  co_await sleep_for(wait);
  co_return answer;
}

/// Ends only by cancellation, and says what it then sees.
task<void> run_until_cancelled(bool& unwound) {
  try {
    co_await sleep_for(1h);
  } catch (const boost::system::system_error& stopped) {
    unwound = stopped.code() == asio::error::operation_aborted;
    throw;
  }
}

}  // namespace

TEST_CASE("an operation that answers in time gives its answer") {
  const auto answer = kit::run([](auto) { return with_deadline(10s, "nobody", answer_after(1ms, 42)); });
  CHECK(answer == 42);
}

TEST_CASE("an operation that does not answer is ended, and the error names who did not") {
  const auto answer = kit::run([](auto) { return with_deadline(5ms, "nats://10.0.0.1", answer_after(1h, 42)); });
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == errc::timeout);
  CHECK(answer.error().message == "no answer from nats://10.0.0.1 within 5 ms");
}

TEST_CASE("cancelling a caller is not a timeout of what it waits for") {
  bool came_back = false;
  kit::run([&](auto executor) -> task<void> {
    task_group group(executor);
    group.spawn("caller", [](bool& back) -> task<void> {
      (void)co_await with_deadline(1h, "nobody", answer_after(1h, 42));
      back = true;
    }(came_back));
    co_await sleep_for(1ms);
    group.cancel();
    co_await group.join();
  });
  CHECK_FALSE(came_back);
}

TEST_CASE("a notice before the wait is kept, and several count as one") {
  kit::run([](auto executor) -> task<void> {
    wakeup bell(executor);
    bell.notify();
    bell.notify();
    co_await bell.wait();
    const auto begun = steady_clock::now();
    co_await bell.wait_until(begun + 5ms);
    CHECK(steady_clock::now() >= begun + 5ms);
  });
}

TEST_CASE("a group ends its children when it is told to, and waits for them") {
  bool first = false;
  bool second = false;
  kit::run([&](auto executor) -> task<void> {
    task_group group(executor);
    group.spawn("first", run_until_cancelled(first));
    group.spawn("second", run_until_cancelled(second));
    co_await sleep_for(1ms);
    CHECK(group.size() == 2);
    group.cancel();
    co_await group.join();
    CHECK(group.size() == 0);
  });
  CHECK(first);
  CHECK(second);
}

TEST_CASE("cancelling whoever joins a group cancels its children first") {
  bool child = false;
  kit::run([&](auto executor) -> task<void> {
    task_group outer(executor);
    outer.spawn("owner", [](auto where, bool& unwound) -> task<void> {
      task_group inner(where);
      inner.spawn("child", run_until_cancelled(unwound));
      co_await inner.join();
    }(executor, child));
    co_await sleep_for(1ms);
    outer.cancel();
    co_await outer.join();
  });
  CHECK(child);
}

TEST_CASE("an exception in a child is logged with its name and the others go on") {
  const kit::log_capture log;
  bool other = false;
  kit::run([&](auto executor) -> task<void> {
    task_group group(executor);
    group.spawn("broken", []() -> task<void> {
      co_await sleep_for(1ms);
      throw std::logic_error("a bug");
    }());
    group.spawn("other", [](bool& done) -> task<void> {
      co_await sleep_for(3ms);
      done = true;
    }(other));
    CHECK(group.broken().empty());
    co_await group.join();
    CHECK(group.broken() == std::vector<std::string>{"broken"});
  });
  CHECK(other);
  REQUIRE(log.lines().size() == 1);
  CHECK(log.lines().front().ends_with("a task ended by an exception task=broken exception=\"a bug\""));
}
