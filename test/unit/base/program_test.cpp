// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/program.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kit/beside.hpp"
#include "kit/run.hpp"

using namespace harmony;

namespace {

constexpr auto patience = 60s;

program_call shell(std::string script) { return {.command = {"sh", "-c", std::move(script)}, .environment = {}}; }

result<program_end> outcome(program_call what, std::chrono::milliseconds limit = patience) {
  return kit::run([&](auto) -> task<result<program_end>> { co_return co_await run_program(what, limit); });
}

}  // namespace

TEST_CASE("a program's outputs and exit code come back") {
  const auto ended = outcome(shell("echo out; echo err >&2; exit 3"));
  REQUIRE(ended);
  CHECK(ended->code == 3);
  CHECK(ended->output == "out\n");
  CHECK(ended->error == "err\n");
}

TEST_CASE("a program gets its arguments, our environment with more, and no input") {
  auto call = shell("cat; printf '%s ' \"$PATH\" | wc -c; printf %s \"$ADDED\"");
  call.environment = {{"ADDED", "a b"}};
  const auto ended = outcome(call);
  REQUIRE(ended);
  CHECK(ended->output.ends_with("\na b"));
  CHECK_FALSE(ended->output.starts_with("1\n"));
}

TEST_CASE("a program that a signal ends says which") { CHECK(outcome(shell("kill -TERM $$"))->code == 128 + 15); }

TEST_CASE("a program that is not there, or may not be run, is told") {
  const auto missing = outcome({.command = {"no-such-program"}, .environment = {}});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == errc::not_found);
  CHECK(missing.error().message == "cannot run no-such-program");
  CHECK(outcome({.command = {"/"}, .environment = {}}).error().code == errc::forbidden);
}

TEST_CASE("a program that does not end is killed, and the rest goes on meanwhile") {
  kit::run([](auto) -> task<void> {
    int ticks = 0;
    const auto tick = [](int& count) -> task<void> {
      for (;; ++count) co_await sleep_for(1ms);
    };
    co_await kit::beside(tick(ticks), []() -> task<void> {
      const auto late = co_await run_program(shell("exec sleep 1000"), 100ms);
      REQUIRE_FALSE(late);
      CHECK(late.error().code == errc::timeout);
    });
    CHECK(ticks > 0);
  });
}

TEST_CASE("a program that writes without end is refused, not remembered") {
  const auto loud = outcome(shell("head -c 3000000 /dev/zero"));
  REQUIRE_FALSE(loud);
  CHECK(loud.error().code == errc::too_large);
}
