// SPDX-License-Identifier: Apache-2.0
#include "apply/follow.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>

#include "rollouts.hpp"

using namespace harmony;
using namespace harmony::apply;
using namespace harmony::apply::test;

namespace {

std::string end_of(const follow& what) {
  const auto ended = what.outcome();
  return !ended ? "waiting" : *ended ? "reached" : ended->error().text();
}

}  // namespace

TEST_CASE("it is up to date when the operator has said so about this generation, and all devices run it") {
  CHECK(end_of(follow({"shop", "web"}, goal::up_to_date, start)) == "waiting");
  CHECK(end_of(following(rollout({.matched = 3, .ready = 2, .updated = 3}))) == "waiting");
  CHECK(end_of(following(rollout({.matched = 3, .ready = 3, .updated = 3}))) == "reached");
}

TEST_CASE("what the operator said about an earlier generation counts for nothing") {
  auto seen = rollout({.matched = 3, .ready = 3, .updated = 3});
  seen.generation = 3;
  CHECK(end_of(following(seen)) == "waiting");
  auto failing = rollout({.matched = 3, .failed = 3});
  failing.generation = 3;
  CHECK(end_of(following(failing)) == "waiting");
  CHECK(end_of(following({.uid = "u1", .generation = 1})) == "waiting");
}

TEST_CASE("any one sign that is missing keeps it waiting") {
  const auto complete = rollout({.matched = 3, .ready = 3, .updated = 3});
  auto seen = complete;
  seen.status.aggregate.updated = 2;
  CHECK(end_of(following(seen)) == "waiting");
  seen = complete;
  seen.status.current_revision = revision_a;
  CHECK(end_of(following(seen)) == "waiting");
  seen = complete;
  seen.status.update_revision.reset();
  seen.status.current_revision.reset();
  CHECK(end_of(following(seen)) == "waiting");
  seen = complete;
  seen.status.conditions.clear();
  CHECK(end_of(following(seen)) == "waiting");
}

TEST_CASE("no device is not success, although the operator calls it ready: one may still come") {
  const auto what = following(rollout({}));
  CHECK(end_of(what) == "waiting");
  CHECK(what.timed_out(5min).message == "no device matched shop/web within 5m");
}

TEST_CASE("devices that failed end it once nothing is pending, with the last one's words") {
  auto seen = rollout({.matched = 3, .ready = 1, .failed = 1, .updated = 2});
  add_error(seen, "plc-17", "no such image");
  CHECK(end_of(following(seen)) == "waiting");
  seen = rollout({.matched = 3, .ready = 2, .failed = 1, .updated = 3});
  add_error(seen, "plc-17", "no such image");
  const auto ended = following(seen).outcome();
  REQUIRE((ended && !*ended));
  CHECK(ended->error().code == errc::failed);
  CHECK(ended->error().message == "shop/web failed on 1 of 3 devices");
  CHECK(ended->error().detail == "plc-17: no such image");
}

TEST_CASE("a spec that the operator refuses ends it, with its reason") {
  sighting seen{.uid = "u1", .generation = 2};
  seen.status.observed_generation = 2;
  seen.status.conditions = {condition("Stalled", true, "InvalidSpec", "the score is too large")};
  const auto ended = following(seen).outcome();
  REQUIRE((ended && !*ended));
  CHECK(ended->error().message == "shop/web is refused by the operator (InvalidSpec)");
  CHECK(ended->error().detail == "the score is too large");
}

TEST_CASE("a resource that is deleted meanwhile ends it as a failure") {
  auto seen = rollout({.matched = 3, .ready = 3, .updated = 3});
  seen.deleting = true;
  CHECK(end_of(following(seen)) == "shop/web was deleted while it was watched");
  auto what = following(rollout({.matched = 3}));
  what.see_none();
  CHECK(end_of(what) == "shop/web was deleted while it was watched");
}

TEST_CASE("gone is reached when it is not there, or another one is") {
  auto seen = rollout({.matched = 3});
  seen.deleting = true;
  auto what = following(seen, goal::gone);
  CHECK(end_of(what) == "waiting");
  CHECK(what.timed_out(90s).message == "shop/web is still there after 1m30s: the operator has not let go of it");
  auto replaced = what;
  replaced.see({.uid = "u2", .generation = 1}, start);
  CHECK(end_of(replaced) == "reached");
  what.see_none();
  CHECK(end_of(what) == "reached");
}

TEST_CASE("the operator is silent when it owes an answer for too long, counted from the last change") {
  auto seen = rollout({.matched = 3});
  CHECK_FALSE(following(seen).operator_is_silent(start + 1h));
  seen.generation = 3;
  auto what = following(seen);
  CHECK_FALSE(what.operator_is_silent(start + operator_patience - 1ms));
  CHECK(what.operator_is_silent(start + operator_patience));
  what.see(seen, start + 4s);
  CHECK(what.operator_is_silent(start + operator_patience));
  seen.generation = 4;
  what.see(seen, start + 4s);
  CHECK_FALSE(what.operator_is_silent(start + operator_patience));
  CHECK(what.operator_is_silent(start + 4s + operator_patience));
  CHECK(what.timed_out(60s).hint == "is it running? kubectl -n harmony-iot get pods");
}

TEST_CASE("a time-out says how far it was") {
  auto seen = rollout({.matched = 5, .ready = 2, .failed = 1, .updated = 3, .unreachable = 1});
  add_error(seen, "plc-17", "no such image");
  const auto why = following(seen).timed_out(300s);
  CHECK(why.code == errc::timeout);
  CHECK(why.message == "shop/web is not up to date after 5m: 2 of 5 devices ready, 1 failed, 2 pending, 1 unreachable");
  CHECK(why.detail == "plc-17: no such image");
}

TEST_CASE("a resource is read with its status or without, and what does not fit is told") {
  const auto bare = read_sighting(boost::json::parse(R"({"metadata":{"name":"web","uid":"u1","generation":1},"spec":{}})"));
  REQUIRE(bare);
  CHECK(*bare == sighting{.uid = "u1", .generation = 1});
  const auto more = read_sighting(boost::json::parse(
      R"({"metadata":{"name":"web","uid":"u1","generation":2,"deletionTimestamp":"2026-01-01T00:00:00Z"},)"
      R"("status":{"observedGeneration":2,"aggregate":{"matched":4,"updated":3,"succeeded":2,"failed":1,"pending":1,"unreachable":0}}})"));
  REQUIRE(more);
  CHECK(more->deleting);
  CHECK(more->status.aggregate.matched == 4);
  const auto odd = read_sighting(boost::json::parse(R"({"metadata":{"name":"web"},"status":{"observedGeneration":"two"}})"));
  REQUIRE_FALSE(odd);
  CHECK(odd.error().code == errc::protocol);
  CHECK(odd.error().message.contains("status.observedGeneration"));
}
