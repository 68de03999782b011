// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/lease_machine.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::kube;

namespace {

/// One candidate and a clock that the test moves.
struct candidate {
  explicit candidate(std::string identity = "me") : machine(std::move(identity), {}, 1) {}

  template <class Action>
  Action next() {
    auto action = machine.next(now, wall);
    REQUIRE(std::holds_alternative<Action>(action));
    return std::get<Action>(action);
  }
  void pass(std::chrono::milliseconds time) {
    now += time;
    wall += time;
  }
  void sleep() { pass(next<rest>().duration); }
  lease lead() {
    next<read_lease>();
    machine.read({}, now);
    auto record = next<write_lease>().wanted;
    record.uid = "u-1";
    record.resource_version = "1";
    machine.wrote(record, now);
    return record;
  }
  [[nodiscard]] bool leads() const { return machine.held(now) != nullptr; }

  steady_clock::time_point now = steady_clock::time_point(1h);
  wall_clock::time_point wall = wall_clock::from_time_t(1'795'521'600);
  lease_machine machine;
};

lease of_other(std::string renewed = "t-1") {
  return {.uid = "u-1",
          .resource_version = renewed,
          .holder = "other",
          .duration = 15s,
          .transitions = 4,
          .renew_time = std::move(renewed)};
}

}  // namespace

TEST_CASE("a Lease that is not there is created, and its first holder has made no transition") {
  candidate me;
  me.next<read_lease>();
  me.machine.read({}, me.now);
  CHECK(me.next<write_lease>().wanted == lease{.holder = "me",
                                               .duration = 15s,
                                               .acquire_time = "2026-11-24T12:00:00.000000Z",
                                               .renew_time = "2026-11-24T12:00:00.000000Z"});
  CHECK_FALSE(me.leads());
}

TEST_CASE("a Lease that was released is taken at once, as one more transition") {
  candidate me;
  auto found = of_other();
  found.holder.clear();
  me.machine.read(found, me.now);
  const auto wanted = me.next<write_lease>().wanted;
  CHECK(wanted.holder == "me");
  CHECK(wanted.transitions == 5);
  CHECK(wanted.resource_version == "t-1");
}

TEST_CASE("a holder that renews keeps the Lease, whatever its clock says") {
  candidate me;
  for (int round = 0; round < 20; ++round) {
    me.machine.read(of_other("year-1-round-" + std::to_string(round)), me.now);
    me.sleep();
    me.next<read_lease>();
  }
  CHECK_FALSE(me.leads());
}

TEST_CASE("a holder that does not renew loses the Lease when its time is over since we saw it last") {
  candidate me;
  me.machine.read(of_other(), me.now);
  const auto seen = me.now;
  while (std::holds_alternative<rest>(me.machine.next(me.now, me.wall))) {
    me.pass(1s);
    if (me.now - seen < 15s) me.machine.read(of_other(), me.now);
  }
  CHECK(me.now - seen == 15s);
  CHECK(me.next<write_lease>().wanted.transitions == 5);
}

TEST_CASE("a holder's own word on how long it lasts counts if it is longer than ours") {
  candidate me;
  auto found = of_other();
  found.duration = 60s;
  me.machine.read(found, me.now);
  me.sleep();
  me.pass(50s);
  me.next<read_lease>();
  me.pass(10s);
  me.next<write_lease>();
}

TEST_CASE("of two that take a Lease one is refused, and looks again") {
  candidate me;
  me.machine.read({}, me.now);
  me.next<write_lease>();
  me.machine.refused();
  me.sleep();
  me.next<read_lease>();
  CHECK_FALSE(me.leads());
}

TEST_CASE("a leader renews every retry period and keeps what makes its term") {
  candidate me;
  const auto first = me.lead();
  CHECK(me.leads());
  CHECK(me.next<rest>().duration == 2s);
  me.pass(2s);
  auto wanted = me.next<write_lease>().wanted;
  CHECK(wanted.renew_time == "2026-11-24T12:00:02.000000Z");
  wanted.renew_time = first.renew_time;
  CHECK(wanted == first);
}

TEST_CASE("a leader that cannot renew leads until the deadline, counted from its last renewal's sending, and no longer") {
  candidate me;
  me.lead();
  me.sleep();
  const auto sent = me.now;
  const auto renewal = me.next<write_lease>().wanted;
  me.pass(1s);
  me.machine.wrote(renewal, sent);
  while (true) {
    const auto action = me.machine.next(me.now, me.wall);
    if (std::holds_alternative<lease_lost>(action)) break;
    CHECK(me.leads());
    if (const auto* pause = std::get_if<rest>(&action))
      me.pass(pause->duration);
    else
      me.machine.failed({errc::unavailable, "no route"}, me.now);
  }
  CHECK(me.now - sent == 10s);
  CHECK_FALSE(me.leads());
  const auto why = me.next<lease_lost>().why;
  CHECK(why.message == "the lease was not renewed within 10.0 s");
  CHECK(why.detail == "no route");
}

TEST_CASE("a process that was stopped for longer than the deadline does not lead when it goes on") {
  candidate me;
  me.lead();
  me.pass(10s);
  CHECK_FALSE(me.leads());
  me.next<lease_lost>();
}

TEST_CASE("a refused renewal is no loss while the Lease is still ours") {
  candidate me;
  auto record = me.lead();
  me.sleep();
  me.next<write_lease>();
  me.machine.refused();
  me.next<read_lease>();
  record.resource_version = "labelled";
  me.machine.read(record, me.now);
  CHECK(me.leads());
  CHECK(me.next<write_lease>().wanted.resource_version == "labelled");
}

TEST_CASE("a Lease that another holds, that nobody holds, or that was made anew ends the term") {
  auto made_anew = of_other();
  made_anew.uid = "u-2";
  made_anew.holder = "me";
  auto emptied = of_other();
  emptied.holder.clear();
  const std::vector<std::pair<std::optional<lease>, std::string>> table{{of_other(), "the lease is held by other"},
                                                                        {emptied, "the lease was taken away"},
                                                                        {made_anew, "the lease was deleted"},
                                                                        {std::nullopt, "the lease was deleted"}};
  for (const auto& [found, said] : table) {
    candidate me;
    me.lead();
    me.sleep();
    me.machine.refused();
    me.next<read_lease>();
    me.machine.read(found, me.now);
    CHECK_FALSE(me.leads());
    CHECK(me.next<lease_lost>().why.message == said);
  }
}

TEST_CASE("a Lease that holds our name without our knowing is a write whose answer was lost: no other transition") {
  candidate me;
  me.machine.read({}, me.now);
  auto arrived = me.next<write_lease>().wanted;
  me.machine.failed({errc::timeout, "no answer"}, me.now);
  me.sleep();
  me.next<read_lease>();
  arrived.uid = "u-1";
  arrived.resource_version = "1";
  me.machine.read(arrived, me.now);
  const auto again = me.next<write_lease>().wanted;
  CHECK(again.transitions == 0);
  CHECK(again.acquire_time == arrived.acquire_time);
}

TEST_CASE("only its holder gives a Lease up") {
  const auto when = wall_clock::from_time_t(1'795'521'600);
  CHECK_FALSE(released(of_other(), "me", when));
  const auto empty = released(of_other(), "other", when);
  REQUIRE(empty);
  CHECK(empty->holder.empty());
  CHECK(empty->transitions == 4);
  CHECK(empty->duration == 1s);
}

TEST_CASE("timing with which two could lead at once is refused") {
  CHECK(check({}));
  CHECK(check({.duration = 2s, .renew_deadline = 1s, .retry_period = 200ms}));
  CHECK_FALSE(check({.duration = 10s, .renew_deadline = 10s}));
  CHECK_FALSE(check({.renew_deadline = 2s, .retry_period = 2s}));
  CHECK_FALSE(check({.duration = 1500ms, .renew_deadline = 1s, .retry_period = 200ms}));
  CHECK_FALSE(check({.retry_period = 0ms}));
}
