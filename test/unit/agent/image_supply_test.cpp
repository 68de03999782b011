// SPDX-License-Identifier: Apache-2.0
#include "agent/image_supply.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fake_runtime.hpp"
#include "kit/eventually.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

constexpr std::chrono::milliseconds patience = 60s;

ensure_image image(std::string_view name) {
  return {.image = *contracts::image_reference::parse(name), .policy = contracts::image_pull_policy::if_not_present};
}

task<void> nothing() { co_return; }

}  // namespace

TEST_CASE("what there is to do while an image is not there is done at once and again, and no more once nobody waits for it") {
  fake_runtime runtime;
  runtime.hanging = {"web:1"};
  kit::run([&](auto executor) -> task<void> {
    image_supply supply(runtime, 1ms);
    int done = 0;
    task_group pulls(executor);
    pulls.spawn("pull", [](image_supply& from, int& done) -> task<void> {
      const auto work = [&done]() -> task<void> {
        ++done;
        co_return;
      };
      (void)co_await from.ensure(image("web:1"), {.wanted = [] { return true; }, .pulls = [] {}, .meanwhile = work});
    }(supply, done));
    CHECK(co_await kit::eventually(patience, [&] { return done >= 3; }));
    CHECK(runtime.pulling == 1);
    pulls.cancel();
    co_await pulls.join();
    CHECK(pulls.broken().empty());
  });
}

TEST_CASE("for an image that is there nothing is done meanwhile") {
  fake_runtime runtime;
  kit::run([&](auto) -> task<void> {
    image_supply supply(runtime);
    bool done = false;
    const auto work = [&done]() -> task<void> {
      done = true;
      co_return;
    };
    runtime.images.insert("web:1");
    CHECK(co_await supply.ensure(image("web:1"), {.wanted = [] { return true; }, .pulls = [] {}, .meanwhile = work}));
    CHECK_FALSE(done);
  });
}

TEST_CASE("a pull that hangs ends when its image is no longer wanted") {
  fake_runtime runtime;
  runtime.hanging = {"web:1"};
  const auto ended = kit::run([&](auto executor) -> task<result<void>> {
    image_supply supply(runtime);
    bool wanted = true;
    result<void> outcome;
    task_group pulls(executor);
    pulls.spawn("pull", [](image_supply& from, bool& wanted, result<void>& to) -> task<void> {
      to = co_await from.ensure(image("web:1"), {.wanted = [&] { return wanted; }, .pulls = [] {}, .meanwhile = nothing});
    }(supply, wanted, outcome));
    CHECK(co_await kit::eventually(patience, [&] { return runtime.pulling == 1; }));
    supply.look_again();
    wanted = false;
    supply.look_again();
    co_await pulls.join();
    co_return outcome;
  });
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code == errc::cancelled);
  CHECK(runtime.pulling == 0);
}

TEST_CASE("three pulls run at a time, and the next one when one of them has ended") {
  fake_runtime runtime;
  runtime.hanging = {"web:0", "web:1", "web:2", "web:3", "web:4"};
  kit::run([&](auto executor) -> task<void> {
    image_supply supply(runtime);
    std::set<std::string> wanted = runtime.hanging;
    task_group pulls(executor);
    std::vector<std::string> begun;
    for (const auto& name : runtime.hanging)
      pulls.spawn(name, [](image_supply& from, std::string name, auto& wanted, auto& begun) -> task<void> {
        (void)co_await from.ensure(image(name), {.wanted = [&, name] { return wanted.contains(name); },
                                                 .pulls = [&, name] { begun.push_back(name); },
                                                 .meanwhile = nothing});
      }(supply, name, wanted, begun));
    CHECK(co_await kit::eventually(patience, [&] { return runtime.pulling == 3; }));
    // Nobody waits for the fourth any longer: it never begins.
    wanted = {"web:0", "web:2", "web:4"};
    supply.look_again();
    CHECK(co_await kit::eventually(patience, [&] { return std::ranges::contains(begun, "web:4"); }));
    CHECK(begun == std::vector<std::string>{"web:0", "web:1", "web:2", "web:4"});
    CHECK(runtime.pulling == 3);
    pulls.cancel();
    co_await pulls.join();
    CHECK(pulls.broken().empty());
  });
}

TEST_CASE("an image that was not there in time gets twice as long, up to a bound, until it is there once") {
  fake_runtime runtime;
  runtime.slow = {"web:1"};
  kit::run([&](auto) -> task<void> {
    image_supply supply(runtime);
    const auto ask = [&supply](std::string_view name) {
      return supply.ensure(image(name), {.wanted = [] { return true; }, .pulls = [] {}, .meanwhile = nothing});
    };
    for (int i = 0; i < 6; ++i) {
      const auto late = co_await ask("web:1");
      REQUIRE_FALSE(late);
      CHECK(late.error().code == errc::timeout);
    }
    CHECK(runtime.limits == std::vector<std::chrono::milliseconds>{1h, 2h, 4h, 8h, 16h, 16h});
    runtime.limits.clear();
    // Another kind of failure says nothing about the line, and another image has a time of its own.
    runtime.slow.clear();
    CHECK_FALSE(co_await ask("web:1"));
    CHECK_FALSE(co_await ask("web:2"));
    runtime.registry = {"web:1"};
    CHECK(co_await ask("web:1"));
    runtime.images.clear();
    CHECK(co_await ask("web:1"));
    CHECK(runtime.limits == std::vector<std::chrono::milliseconds>{16h, 1h, 16h, 1h});
  });
}
