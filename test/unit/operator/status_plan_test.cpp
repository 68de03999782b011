// SPDX-License-Identifier: Apache-2.0
#include "operator/status_plan.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;
using contracts::condition_status;

namespace {

const wall_clock::time_point noon = wall_clock::from_time_t(1'795'521'600) + 345ms;

status_inputs inputs(contracts::aggregate counts) {
  return {.generation = 2, .revision = revision('a'), .score = "{}", .counts = std::move(counts)};
}

std::string shown(const contracts::deployment_status& status, std::string_view type) {
  const auto* found = contracts::find_condition(status, type);
  return found == nullptr ? "absent" : contracts::text_of(found->status) + " " + found->reason;
}

}  // namespace

TEST_CASE("the conditions say what kstatus and people look for") {
  struct row {
    contracts::aggregate counts;
    std::string ready, reconciling, stalled, progressing, available, selector;
  };
  const std::vector<row> table{
      {{},
       "True NoMatchingDevices",
       "False NoMatchingDevices",
       "False NoMatchingDevices",
       "True NoMatchingDevices",
       "True AllDevicesReady",
       "False NoMatchingDevices"},
      {{.matched = 3, .updated = 1, .succeeded = 1, .pending = 2},
       "False RollingOut",
       "True RollingOut",
       "False RollingOut",
       "True RollingOut",
       "False DevicesNotReady",
       "True DevicesMatched"},
      {{.matched = 3, .updated = 3, .succeeded = 3},
       "True RolloutComplete",
       "False RolloutComplete",
       "False RolloutComplete",
       "True RolloutComplete",
       "True AllDevicesReady",
       "True DevicesMatched"},
      {{.matched = 3, .updated = 3, .succeeded = 2, .failed = 1},
       "False DevicesFailed",
       "False DevicesFailed",
       "True DevicesFailed",
       "False DevicesFailed",
       "False DevicesNotReady",
       "True DevicesMatched"},
  };
  for (const auto& row : table) {
    const auto status = plan_status({}, inputs(row.counts), noon);
    CHECK(shown(status, "Ready") == row.ready);
    CHECK(shown(status, "Reconciling") == row.reconciling);
    CHECK(shown(status, "Stalled") == row.stalled);
    CHECK(shown(status, "Progressing") == row.progressing);
    CHECK(shown(status, "Available") == row.available);
    CHECK(shown(status, "SelectorMatched") == row.selector);
    CHECK(status.observed_generation == 2);
    CHECK(status.aggregate == row.counts);
  }
}

TEST_CASE("a transition time changes with the condition's status and with nothing else") {
  const auto first = plan_status({}, inputs({.matched = 1, .pending = 1}), noon);
  const auto second = plan_status(first, inputs({.matched = 2, .pending = 2}), noon + 1h);
  const auto third = plan_status(second, inputs({.matched = 2, .updated = 2, .succeeded = 2}), noon + 2h);
  CHECK(first.conditions.at(0).last_transition_time.text() == "2026-11-24T12:00:00.000Z");
  CHECK(second.conditions.at(0).last_transition_time == first.conditions.at(0).last_transition_time);
  CHECK(third.conditions.at(0).last_transition_time.text() == "2026-11-24T14:00:00.000Z");
}

TEST_CASE("the same news make the same status, so nothing is written") {
  const auto given = inputs({.matched = 1, .updated = 1, .succeeded = 1});
  const auto first = plan_status({}, given, noon);
  CHECK(plan_status(first, given, noon + 1h) == first);
}

TEST_CASE("a heartbeat alone is no reason to write; the next change takes it along") {
  auto given = inputs({.matched = 1, .pending = 1});
  const auto first = plan_status({}, given, noon);
  given.counts.last_heartbeat_at.emplace().at = noon;
  CHECK(plan_status(first, given, noon) == first);
  given.counts = {.matched = 1, .updated = 1, .succeeded = 1, .last_heartbeat_at = given.counts.last_heartbeat_at};
  CHECK(plan_status(first, given, noon).aggregate == given.counts);
}

TEST_CASE("an operator that was restarted keeps the events that the status tells") {
  auto given = inputs({.matched = 1, .pending = 1});
  given.counts.recent_events = {{.device_id = device("a"), .message = "started", .at = {}}};
  const auto first = plan_status({}, given, noon);
  CHECK(first.aggregate.recent_events == given.counts.recent_events);
  CHECK(plan_status(first, inputs({.matched = 1, .pending = 1}), noon) == first);
}

TEST_CASE("the current revision follows the update revision when every device has it") {
  auto status = plan_status({}, inputs({.matched = 1, .updated = 1, .succeeded = 1}), noon);
  CHECK(status.current_revision == revision('a'));
  auto next = inputs({.matched = 1, .pending = 1});
  next.revision = revision('b');
  status = plan_status(status, next, noon);
  CHECK(status.current_revision == revision('a'));
  CHECK(status.update_revision == revision('b'));
  next.counts = {};
  CHECK(plan_status(status, next, noon).current_revision == revision('a'));
}

TEST_CASE("an error that the status tells already keeps its time") {
  auto given = inputs({.matched = 1, .updated = 1, .failed = 1});
  given.counts.last_error = contracts::device_error{.device_id = device("a"), .message = "no such image"};
  given.counts.last_error->at.at = noon;
  const auto first = plan_status({}, given, noon);
  given.counts.last_error->at.at = noon + 1h;
  CHECK(plan_status(first, given, noon + 1h) == first);
  given.counts.last_error->message = "another";
  CHECK(plan_status(first, given, noon + 1h).aggregate.last_error == given.counts.last_error);
}

TEST_CASE("a refused spec of which nothing was accepted before leaves the counts as they are stored") {
  const auto before = plan_status({}, inputs({.matched = 1, .updated = 1, .succeeded = 1}), noon);
  const auto status =
      plan_status(before, {.generation = 3, .refused = error{.code = errc::invalid, .message = "bad"}}, noon + 1h);
  CHECK(status.aggregate == before.aggregate);
  CHECK(status.update_revision == before.update_revision);
}

TEST_CASE("a spec that is refused is said in the status, and what runs goes on being counted") {
  auto given = inputs({.matched = 1, .updated = 1, .succeeded = 1});
  given.refused = error{.code = errc::invalid, .message = "spec.score.type: \"X\" is not one of: PodmanV0"};
  const auto status = plan_status({}, given, noon);
  CHECK(shown(status, "Ready") == "False InvalidSpec");
  CHECK(shown(status, "Stalled") == "True InvalidSpec");
  CHECK(status.conditions.at(0).message == given.refused->message);
  CHECK(status.aggregate.succeeded == 1);
}
