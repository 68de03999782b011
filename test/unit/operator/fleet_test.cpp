// SPDX-License-Identifier: Apache-2.0
// What people and devices say, and what follows from it for documents and statuses.
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("a device that reports for the first time is looked at, and joins what selects it") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  const auto look = known.on_info(info("a", "lyon"), start);
  CHECK(look.devices == std::set{device("a")});
  CHECK(look.statuses == std::set{web});
  const auto plan = known.plan_document(device("a")).next;
  REQUIRE(plan);
  CHECK(plan->deployments == std::vector{entry("web")});
}

TEST_CASE("a new revision is brought to every device that is matched") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.on_info(info("b", "paris"), start);
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK(known.accept(accepted(), selector({{"site", "lyon"}})).devices.empty());
  CHECK(known.accept(accepted("uid-web", 'b'), selector({{"site", "lyon"}})).devices == std::set{device("a")});
}

TEST_CASE("a spec that is put off changes no status: what was said of the one before is said still") {
  auto known = complete();
  known.accept(accepted(), selector({}));
  CHECK(known.put_off(web, 2).statuses.empty());
  CHECK(known.status_of(web)->generation == 1);
  CHECK_FALSE(known.status_of(web)->refused);
  known.accept(accepted(), selector({}));
  known.refuse(web, 2, {.code = errc::invalid, .message = "bad"});
  known.put_off(web, 3);
  CHECK(known.status_of(web)->generation == 2);
  CHECK(known.status_of(web)->refused->message == "bad");
}

TEST_CASE("a refused spec keeps what was accepted before and says why") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK(known.refuse(web, 2, {.code = errc::invalid, .message = "bad"}).statuses == std::set{web});
  CHECK(known.status_of(web)->refused->message == "bad");
  CHECK(known.status_of(web)->generation == 2);
  CHECK(known.status_of(web)->counts.matched == 1);
  CHECK_FALSE(known.accept(accepted(), selector({{"site", "lyon"}})).statuses.empty());
  CHECK_FALSE(known.status_of(web)->refused);
}

TEST_CASE("a device that somebody removed is forgotten at once") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  CHECK(known.on_info(sync::deleted<std::string>{"a"}, start).statuses == std::set{web});
  CHECK(known.status_of(web)->counts.matched == 0);
}

TEST_CASE("what a device says of a deployment that it matches is kept for the status, and nothing else is") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  known.on_info(info("b", "paris"), start);
  const contracts::device_event said{
      .severity = contracts::severity::warning, .message = "ended with exit code 1", .deployment = "default/web"};
  CHECK(known.on_event(device("a"), said, noon).statuses == std::set{web});
  CHECK(known.on_event(device("b"), said, noon).statuses.empty());
  CHECK(known.on_event(device("nobody"), said, noon).statuses.empty());
  CHECK(known.on_event(device("a"), {.message = "hello"}, noon).statuses.empty());
  CHECK(known.on_event(device("a"), {.message = "hello", .deployment = "default/other"}, noon).statuses.empty());
  const auto told = known.status_of(web)->counts.recent_events;
  REQUIRE(told.size() == 1);
  CHECK(told[0].device_id == device("a"));
  CHECK(told[0].severity == contracts::severity::warning);
  CHECK(told[0].message == "ended with exit code 1");
  CHECK(told[0].at.at == noon);
}
