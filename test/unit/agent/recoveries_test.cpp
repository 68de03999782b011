// SPDX-License-Identifier: Apache-2.0
#include "agent/recoveries.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::agent;

namespace {

const steady_clock::time_point start{1000s};

start_container restart_of(std::string id) { return {.id = std::move(id), .service = "web", .repair = true, .exit_code = 3}; }

container running(std::string id) { return {.id = std::move(id), .running = true, .started_before = true}; }

/// Containers that ended and were started again now, as often as that.
recoveries restarted(int times, random_source& random, const std::string& id = "c1") {
  recoveries known;
  for (int time = 0; time < times; ++time) known.restarted(restart_of(id), start, random);
  return known;
}

}  // namespace

TEST_CASE("the first restart of a container is not held back, the next one is, and tells whose it is and how long") {
  random_source random(1);
  recoveries known;
  std::vector<action> steps{restart_of("c1")};
  CHECK_FALSE(known.hold_back(steps, start));
  CHECK(steps.size() == 1);
  CHECK(known.restarted(restart_of("c1"), start, random));
  const auto held = known.hold_back(steps, start);
  REQUIRE(held);
  CHECK(steps.empty());
  CHECK(held->service == "web");
  CHECK(held->exit_code == 3);
  CHECK(held->pause == 500ms);
  CHECK(held->wait <= held->pause);
  CHECK(held->wait >= held->pause / 2);
  steps = {restart_of("c1")};
  CHECK_FALSE(known.hold_back(steps, start + held->wait));
  CHECK_FALSE(known.restarted(restart_of("c1"), start + held->wait, random));
}

TEST_CASE("only restarts are held back, and only of the container that ended") {
  random_source random(1);
  const auto known = restarted(3, random);
  auto first_start = restart_of("c1");
  first_start.repair = false;
  std::vector<action> steps{restart_of("c1"), restart_of("c2"), first_start, remove_container{"c1"}};
  REQUIRE(known.hold_back(steps, start));
  CHECK(steps == std::vector<action>{restart_of("c2"), first_start, remove_container{"c1"}});
}

TEST_CASE("of several that wait the first to have its turn is told") {
  random_source random(1);
  auto known = restarted(5, random);
  known.restarted(restart_of("c2"), start, random);
  std::vector<action> steps{restart_of("c1"), restart_of("c2")};
  const auto held = known.hold_back(steps, start);
  REQUIRE(held);
  CHECK(held->pause == 500ms);
}

TEST_CASE("that a container runs which ended twice is believed after a minute, and of one that ended once at once") {
  random_source random(1);
  CHECK_FALSE(restarted(1, random).in_doubt({running("c1")}, start));
  const auto known = restarted(2, random);
  const auto doubt = known.in_doubt({running("other"), running("c1")}, start);
  REQUIRE(doubt);
  CHECK(doubt->service == "web");
  CHECK(doubt->wait == 1min);
  CHECK(doubt->pause == 1s);
  CHECK_FALSE(known.in_doubt({running("c1")}, start + 1min));
  auto ended = running("c1");
  ended.running = false;
  CHECK_FALSE(known.in_doubt({ended}, start));
}

TEST_CASE("one of an earlier revision takes its turn, and then has to wait like every other") {
  random_source random(1);
  recoveries known;
  const container ended{.id = "c1",
                        .is = {.deployment = "default/web", .uid = "uid", .service = "web", .revision = "a"},
                        .started_before = true,
                        .exit_code = 3};
  CHECK(known.takes_turn(ended, start, random));
  CHECK_FALSE(known.takes_turn(ended, start, random));
  CHECK(known.takes_turn(ended, start + 500ms, random));
  // It is the current one again, and runs.
  const auto doubt = known.in_doubt({running("c1")}, start + 500ms);
  REQUIRE(doubt);
  CHECK(doubt->service == "web");
  CHECK(doubt->exit_code == 3);
}

TEST_CASE("what is removed, or no longer there, is forgotten") {
  random_source random(1);
  auto known = restarted(3, random);
  known.keep_only({running("c1")});
  CHECK(known.in_doubt({running("c1")}, start));
  known.keep_only({running("c2")});
  CHECK_FALSE(known.in_doubt({running("c1")}, start));
  known = restarted(3, random);
  known.forget("c1");
  CHECK_FALSE(known.in_doubt({running("c1")}, start));
}
