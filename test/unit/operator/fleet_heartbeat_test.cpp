// SPDX-License-Identifier: Apache-2.0
// What heartbeats tell beside that a device is there: a state that we lack, two agents with one id, a silence that ended.
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"
#include "harmony/contracts/digest.hpp"
#include "kit/log_capture.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("a heartbeat that does not fit the state that we have asks for it again, the second time") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  const auto text = contracts::encode_text(state("a", {}));
  known.on_state(kv("a", 1, text), at(start));
  CHECK(known.on_heartbeat(device("a"), {.digest = contracts::short_digest(text)}, at(start)).resync.empty());
  CHECK(known.on_heartbeat(device("a"), {.digest = "other"}, at(start)).resync.empty());
  CHECK(known.on_heartbeat(device("a"), {.digest = "other"}, at(start)).resync == std::set{device("a")});
}

TEST_CASE("two agents with one device id are told once, neither is asked to report, and the first one's state counts") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  const auto says = [&](std::string boot, contracts::phase phase) {
    auto said = state("a", {reported("uid-web", 'a', phase)});
    said.boot_id = std::move(boot);
    return contracts::encode_text(said);
  };
  const auto ours = says("one", contracts::phase::running);
  const auto theirs = says("two", contracts::phase::failed);
  const auto beat = [&](std::string boot, const std::string& text, steady_clock::time_point when) {
    return known.on_heartbeat(device("a"), {.boot_id = std::move(boot), .digest = contracts::short_digest(text)}, at(when));
  };
  known.on_state(kv("a", 1, ours), at(start));
  CHECK(beat("one", ours, start).doubled.empty());
  CHECK(beat("two", theirs, start + 1s).doubled.empty());
  CHECK(beat("one", ours, start + 30s).doubled == std::set{device("a")});
  CHECK(known.doubled_count() == 1);
  for (int turn = 2; turn < 5; ++turn) {
    const auto look = beat(turn % 2 == 0 ? "two" : "one", turn % 2 == 0 ? theirs : ours, start + turn * 30s);
    CHECK(look.doubled.empty());
    CHECK(look.resync.empty());
    known.on_state(kv("a", 2, theirs), at(start + turn * 30s));
    CHECK(known.status_of(web)->counts.succeeded == 1);
  }
  // The first one has gone: the other's state is asked for, and counts.
  CHECK(beat("two", theirs, start + 300s).resync == std::set{device("a")});
  CHECK(known.doubled_count() == 0);
  known.on_state(kv("a", 3, theirs), at(start + 301s));
  CHECK(known.status_of(web)->counts.failed == 1);
}

TEST_CASE("of two agents with one device id only the one whose state we have says which labels the device has") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  const auto labels_of = [&](std::string boot, std::string_view site, steady_clock::time_point when) {
    return known.on_info(info("a", site, std::move(boot)), when).devices;
  };
  const auto beat = [&](std::string boot, steady_clock::time_point when) {
    known.on_heartbeat(device("a"), {.boot_id = std::move(boot)}, at(when));
  };
  labels_of("one", "lyon", start);
  auto said = state("a", {});
  said.boot_id = "one";
  known.on_state(kv("a", 1, contracts::encode_text(said)), at(start));
  for (const auto* boot : {"one", "two", "one"}) beat(boot, start);
  REQUIRE(known.doubled_count() == 1);
  CHECK(labels_of("two", "paris", start + 1s).empty());
  CHECK(labels_of("three", "paris", start + 1s).empty());
  CHECK(labels_of("one", "lyon", start + 2s).empty());
  CHECK(labels_of("one", "nice", start + 3s) == std::set{device("a")});
  // The first one has gone.
  beat("two", start + 30s);
  beat("two", start + 300s);
  CHECK(labels_of("two", "lyon", start + 301s) == std::set{device("a")});
}

TEST_CASE("an agent whose id another one used to say its labels, and nothing else, is asked for its own") {
  auto known = complete();
  auto said = state("a", {});
  said.boot_id = "one";
  const auto text = contracts::encode_text(said);
  const contracts::heartbeat beat{.boot_id = "one", .digest = contracts::short_digest(text)};
  known.on_info(info("a", "lyon", "one"), start);
  known.on_state(kv("a", 1, text), at(start));
  CHECK(known.on_heartbeat(device("a"), beat, at(start)).resync.empty());
  known.on_info(info("a", "paris", "two"), start);
  CHECK(known.on_heartbeat(device("a"), beat, at(start + 30s)).resync.empty());
  CHECK(known.on_heartbeat(device("a"), beat, at(start + 60s)).resync == std::set{device("a")});
  known.on_info(info("a", "lyon", "one"), start);
  for (const auto when : {90s, 120s}) CHECK(known.on_heartbeat(device("a"), beat, at(start + when)).resync.empty());
}

TEST_CASE("an agent that starts again and again is one agent") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  for (const auto* boot : {"1", "2", "3", "4"})
    CHECK(known.on_heartbeat(device("a"), {.boot_id = boot}, at(start)).doubled.empty());
}

TEST_CASE("a heartbeat of a device that nobody knows asks who it is") {
  auto known = complete();
  CHECK(known.on_heartbeat(device("new"), {}, at(start)).resync == std::set{device("new")});
  fleet::fleet starting;
  CHECK(starting.on_heartbeat(device("new"), {}, at(start)).resync.empty());
}

TEST_CASE("silence and signs of life reach the status") {
  const kit::log_capture quiet;
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  CHECK(known.next_silence() == start + 90s);
  CHECK(known.on_silence(start + 90s).statuses == std::set{web});
  CHECK(known.status_of(web)->counts.unreachable == 1);
  CHECK(known.on_heartbeat(device("a"), {}, at(start + 91s)).statuses == std::set{web});
  CHECK(known.status_of(web)->counts.unreachable == 0);
}
