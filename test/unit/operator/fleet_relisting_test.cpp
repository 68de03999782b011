// SPDX-License-Identifier: Apache-2.0
// Devices that a new listing names no more: somebody removed them, or NATS lost them.
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"
#include "kit/log_capture.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("what a new listing no longer names is asked for at the next heartbeat, and counts until it was missed three times") {
  const kit::log_capture quiet;
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  known.on_document(stored("a", 1, {entry("web")}));
  const auto said = kv("a", 1, contracts::encode_text(state("a", {reported("uid-web", 'a', contracts::phase::running)})));
  known.on_state(said, at(start));
  const auto counted = [&] { return known.status_of(web)->counts; };

  for (const nats::watch_event& what : {nats::watch_event(sync::init{}), nats::watch_event(sync::init_done{})}) {
    CHECK(known.on_info(what, start).statuses.empty());
    CHECK(known.on_state(what, at(start)).statuses.empty());
  }
  CHECK(counted().succeeded == 1);
  CHECK(known.on_heartbeat(device("a"), {.digest = "any"}, at(start + 30s)).resync == std::set{device("a")});

  SECTION("not said again while NATS cannot be reached, it counts, and the device is silent") {
    known.on_connection(false, start + 31s);
    known.on_silence(start + 200s);
    CHECK(counted().matched == 1);
    CHECK(counted().unreachable == 1);
    known.on_connection(true, start + 200s);
    CHECK(known.on_heartbeat(device("a"), {.digest = "any"}, at(start + 201s)).resync == std::set{device("a")});
    known.on_silence(start + 258s);
    CHECK(counted().matched == 1);
    CHECK(known.on_silence(start + 259s).statuses == std::set{web});
    CHECK(counted().matched == 0);
  }
  SECTION("said again, it is as if nothing had happened") {
    known.on_info(info("a", "lyon"), start + 31s);
    known.on_state(said, at(start + 31s));
    CHECK(known.on_silence(start + 90s).statuses.empty());
    CHECK(counted().succeeded == 1);
  }
  SECTION("said of the state only, the device is forgotten, and its document stays") {
    known.on_state(said, at(start + 31s));
    CHECK(known.next_silence() == start + 90s);
    CHECK(known.on_silence(start + 90s).statuses == std::set{web});
    CHECK(counted().matched == 0);
    CHECK_FALSE(known.plan_document(device("a")).next);
  }
  SECTION("said of the device only, its state is forgotten") {
    known.on_info(info("a", "lyon"), start + 31s);
    CHECK(known.on_silence(start + 90s).statuses == std::set{web});
    CHECK(counted().matched == 1);
    CHECK(counted().succeeded == 0);
  }
}
