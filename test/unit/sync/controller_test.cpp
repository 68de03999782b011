// SPDX-License-Identifier: Apache-2.0
#include "harmony/sync/controller.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <string>
#include <vector>

#include "kit/eventually.hpp"
#include "kit/run.hpp"

using namespace harmony;
using controller_of_text = sync::controller<std::string>;

namespace {

std::string itself(const std::string& key) { return key; }

/// Runs a controller until `script` returns.
template <class Script>
void with_controller(
    sync::controller_settings settings, controller_of_text::reconciler reconcile, Script script,
    controller_of_text::retry_sink tries_again = [](const auto&, auto) {}) {
  kit::run([&](auto executor) -> task<void> {
    controller_of_text controller(executor, settings, reconcile, itself, tries_again);
    task_group group(executor);
    group.spawn("controller", controller.run());
    co_await script(controller);
    group.cancel();
    co_await group.join();
  });
}

}  // namespace

TEST_CASE("a key that is added is reconciled, once for many additions") {
  int runs = 0;
  with_controller(
      {.name = "test"},
      [&](std::string) -> task<result<sync::outcome>> {
        ++runs;
        co_return sync::outcome{};
      },
      [&](auto& controller) -> task<void> {
        for (int times = 0; times < 10; ++times) controller.enqueue("a");
        co_await sleep_for(5ms);
      });
  CHECK(runs == 1);
}

TEST_CASE("no more keys run at once than allowed, and never one of them twice") {
  std::map<std::string, int> running;
  int most = 0;
  int done = 0;
  with_controller(
      {.name = "test", .concurrency = 2},
      [&](std::string key) -> task<result<sync::outcome>> {
        CHECK(++running[key] == 1);
        int together = 0;
        for (const auto& [name, count] : running) together += count;
        most = std::max(most, together);
        co_await sleep_for(1ms);
        --running[key];
        ++done;
        co_return sync::outcome{};
      },
      [&](auto& controller) -> task<void> {
        for (const auto* key : {"a", "b", "c", "d"}) controller.enqueue(key);
        while (done < 2) co_await sleep_for(1ms);
        controller.enqueue("a");
        while (done < 5) co_await sleep_for(1ms);
      });
  CHECK(most == 2);
}

TEST_CASE("a failure is tried again by itself, a hopeless one only after a change") {
  std::map<std::string, int> runs;
  with_controller(
      {.name = "test", .first_retry = 1ms, .last_retry = 1h},
      [&](std::string key) -> task<result<sync::outcome>> {
        ++runs[key];
        if (key == "hopeless") co_return fail(errc::invalid, "bad spec");
        if (runs[key] < 3) co_return fail(errc::unavailable, "not now");
        co_return sync::outcome{};
      },
      [&](auto& controller) -> task<void> {
        controller.enqueue("hopeless");
        controller.enqueue("flaky");
        while (runs["flaky"] < 3) co_await sleep_for(1ms);
        CHECK(runs["hopeless"] == 1);
        controller.enqueue("hopeless");
        while (runs["hopeless"] < 2) co_await sleep_for(1ms);
      });
  CHECK(runs["flaky"] == 3);
}

TEST_CASE("once the other side is back what did not reach it is tried at once, and what it refused is not") {
  std::map<std::string, std::vector<errc>> ends{
      {"away", {errc::unavailable}}, {"late", {errc::timeout}}, {"refused", {errc::failed}}, {"mended", {errc::unavailable}}};
  std::map<std::string, int> runs;
  with_controller(
      {.name = "test", .concurrency = 4, .first_retry = 1h, .last_retry = 1h},
      [&](std::string key) -> task<result<sync::outcome>> {
        ++runs[key];
        if (ends[key].empty()) co_return sync::outcome{};
        const auto why = ends[key].back();
        ends[key].pop_back();
        co_return fail(why, "not now");
      },
      [&](auto& controller) -> task<void> {
        for (const auto& [key, why] : ends) controller.enqueue(key);
        CHECK(co_await kit::eventually(60s, [&] { return controller.counts().errors == 4; }));
        controller.enqueue("mended");
        CHECK(co_await kit::eventually(60s, [&] { return controller.counts().successes == 1; }));
        controller.try_unreached_again();
        CHECK(co_await kit::eventually(60s, [&] { return controller.counts().successes == 3; }));
        controller.try_unreached_again();
        co_await sleep_for(5ms);
      });
  CHECK(runs == std::map<std::string, int>{{"away", 2}, {"late", 2}, {"refused", 1}, {"mended", 2}});
}

TEST_CASE("a reconciler that asks to be called again is") {
  int runs = 0;
  with_controller(
      {.name = "test"},
      [&](std::string) -> task<result<sync::outcome>> {
        ++runs;
        co_return sync::outcome{.again_after = 1ms};
      },
      [&](auto& controller) -> task<void> {
        controller.enqueue("a");
        while (runs < 3) co_await sleep_for(1ms);
      });
  CHECK(runs >= 3);
}

TEST_CASE("stopping unwinds what runs and waits for it") {
  bool unwound = false;
  with_controller(
      {.name = "test"},
      [&](std::string) -> task<result<sync::outcome>> {
        struct mark {
          bool& set;
          ~mark() { set = true; }
        } const at_end{unwound};
        co_await sleep_for(1h);
        co_return sync::outcome{};
      },
      [&](auto& controller) -> task<void> {
        controller.enqueue("a");
        co_await sleep_for(2ms);
        CHECK_FALSE(unwound);
      });
  CHECK(unwound);
}

TEST_CASE("an exception in a reconciler is a bug that costs the key nothing but a wait") {
  int runs = 0;
  with_controller(
      {.name = "test", .first_retry = 1ms},
      [&](std::string) -> task<result<sync::outcome>> {
        if (++runs == 1) throw std::logic_error("a bug");
        co_return sync::outcome{};
      },
      [&](auto& controller) -> task<void> {
        controller.enqueue("a");
        while (runs < 2) co_await sleep_for(1ms);
      });
  CHECK(runs == 2);
}

TEST_CASE("what a controller did is counted by what came of it") {
  int runs = 0;
  with_controller(
      {.name = "test", .first_retry = 1ms, .last_retry = 1ms},
      [&](std::string key) -> task<result<sync::outcome>> {
        ++runs;
        if (key == "fails" && runs < 3) co_return fail(errc::unavailable, "not now");
        if (key == "again" && runs < 5) co_return sync::outcome{.again_after = 1ms};
        if (key == "throws" && runs < 7) throw std::logic_error("a bug");
        co_return sync::outcome{};
      },
      [&](auto& controller) -> task<void> {
        for (const auto* key : {"fails", "again", "throws"}) {
          controller.enqueue(key);
          controller.enqueue(key);
          while (controller.waiting() + controller.running() > 0) co_await sleep_for(1ms);
        }
        const auto& counts = controller.counts();
        CHECK(counts.adds == 3);
        CHECK(counts.errors == 2);
        CHECK(counts.repeats == 1);
        CHECK(counts.exceptions == 1);
        CHECK(counts.retries == 3);
        CHECK(counts.successes == 3);
        CHECK(counts.durations.count() == 6);
      });
}

TEST_CASE("each failure says within how long it is tried again") {
  std::vector<std::pair<std::string, std::chrono::milliseconds>> said;
  with_controller(
      {.name = "test", .first_retry = 1ms, .last_retry = 1h},
      [&](std::string key) -> task<result<sync::outcome>> {
        if (key == "hopeless") co_return fail(errc::invalid, "bad spec");
        if (key == "busy") {
          error why{.code = errc::unavailable, .message = "not now"};
          why.retry_after = 1min;
          co_return fail(std::move(why));
        }
        if (said.size() < 4) co_return fail(errc::unavailable, "not now");
        co_return sync::outcome{};
      },
      [&](auto& controller) -> task<void> {
        for (const auto* key : {"hopeless", "busy"}) controller.enqueue(key);
        while (said.size() < 2) co_await sleep_for(1ms);
        controller.enqueue("flaky");
        while (controller.counts().successes == 0) co_await sleep_for(1ms);
      },
      [&](const auto& key, auto within) { said.emplace_back(key, within); });
  CHECK(said == std::vector<std::pair<std::string, std::chrono::milliseconds>>{
                    {"hopeless", 1h}, {"busy", 1min}, {"flaky", 1ms}, {"flaky", 2ms}});
}
