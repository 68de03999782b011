// SPDX-License-Identifier: Apache-2.0
#include "agent/restart_gate.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using agent::restart_gate;

namespace {
const steady_clock::time_point start{1000s};
}

TEST_CASE("the first restart is immediate, the next ones wait longer and longer") {
  random_source random(5);
  restart_gate gate;
  auto now = start;
  CHECK(gate.wait(now) == 0ms);
  for (const auto whole : {500ms, 1000ms, 2000ms, 4000ms}) {
    CHECK(gate.restarted(now, random) == (now == start));
    const auto wait = gate.wait(now);
    CHECK(wait >= whole / 2);
    CHECK(wait <= whole);
    now += wait;
    CHECK(gate.wait(now) == 0ms);
  }
}

TEST_CASE("the pauses grow to five minutes and stay there") {
  random_source random(5);
  restart_gate gate;
  auto now = start;
  for (int times = 0; times < 40; ++times) {
    gate.restarted(now, random);
    REQUIRE(gate.wait(now) <= 5min);
    if (times > 10) REQUIRE(gate.wait(now) >= 5min / 2);
    now += gate.wait(now);
  }
}

TEST_CASE("a container that ran for a while has earned a quick restart") {
  random_source random(5);
  restart_gate gate;
  auto now = start;
  for (int times = 0; times < 4; ++times) {
    gate.restarted(now, random);
    now += gate.wait(now);
  }
  now += restart_gate::stable;
  CHECK(gate.wait(now) == 0ms);
  CHECK(gate.restarted(now, random));
  CHECK(gate.wait(now) <= 500ms);
}

TEST_CASE("one that ended once is believed at once, one that ended again when it has run for a while") {
  random_source random(5);
  restart_gate gate;
  CHECK(gate.doubt(start) == 0ms);
  gate.restarted(start, random);
  CHECK(gate.doubt(start) == 0ms);
  gate.restarted(start + 20s, random);
  CHECK(gate.doubt(start + 20s) == restart_gate::stable);
  CHECK(gate.doubt(start + 30s) == restart_gate::stable - 10s);
  CHECK(gate.doubt(start + 20s + restart_gate::stable) == 0ms);
}
