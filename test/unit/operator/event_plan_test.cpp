// SPDX-License-Identifier: Apache-2.0
#include "operator/event_plan.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"
#include "operator/status_plan.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;

namespace {

const wall_clock::time_point noon = wall_clock::from_time_t(1'795'521'600);

/// The status after `previous` for a revision that `succeeded` of `matched` devices run and on which `failed` failed.
contracts::deployment_status status(const contracts::deployment_status& previous, char digit, std::int64_t matched,
                                    std::int64_t succeeded, std::int64_t failed = 0) {
  status_inputs given{.generation = 1, .revision = revision(digit), .score = "{}", .counts = {}, .refused = {}};
  given.counts.matched = matched;
  given.counts.succeeded = succeeded;
  given.counts.failed = failed;
  given.counts.pending = matched - succeeded - failed;
  if (failed > 0) given.counts.last_error = {.device_id = device("plc-2"), .message = "no such image", .at = {}};
  return plan_status(previous, given, noon);
}

contracts::deployment_status refused(const contracts::deployment_status& previous, std::string why) {
  return plan_status(
      previous, {.generation = 2, .revision = {}, .score = {}, .counts = {}, .refused = error{errc::invalid, std::move(why)}},
      noon);
}

std::string reasons(const contracts::deployment_status& previous, const contracts::deployment_status& next) {
  std::string all;
  for (const auto& one : plan_events(previous, next)) all += one.reason + " ";
  return all;
}

}  // namespace

TEST_CASE("a new Deployment is accepted, and complete when every device is ready") {
  const auto begun = status({}, 'a', 2, 0);
  CHECK(plan_events({}, begun) ==
        std::vector<notice>{{kube::event_type::normal, "Accepted", "Accept", "Revision aaaaaaaaaaaa goes to 2 devices."}});
  const auto half = status(begun, 'a', 2, 1);
  CHECK(reasons(begun, half).empty());
  const auto done = status(half, 'a', 2, 2);
  CHECK(plan_events(half, done) == std::vector<notice>{{kube::event_type::normal, "RolloutComplete", "Rollout",
                                                        "2 of 2 devices run revision aaaaaaaaaaaa."}});
}

TEST_CASE("what is told already is not told again, as after a restart") {
  for (const auto& stored : {status({}, 'a', 2, 2), status({}, 'a', 2, 1, 1), status({}, 'a', 0, 0), refused({}, "a mistake")})
    CHECK(reasons(stored, stored).empty());
}

TEST_CASE("a new revision names both, also when it is complete at once") {
  const auto done = status({}, 'a', 1, 1);
  const auto next = status(done, 'b', 1, 1);
  CHECK(reasons(done, next) == "NewRevision RolloutComplete ");
  CHECK(plan_events(done, next).front().note == "Revision bbbbbbbbbbbb goes to 1 device, after aaaaaaaaaaaa.");
}

TEST_CASE("the first device that fails is told with its words, the second is not; a new revision starts over") {
  const auto begun = status({}, 'a', 3, 0);
  const auto failing = status(begun, 'a', 3, 0, 1);
  CHECK(plan_events(begun, failing) ==
        std::vector<notice>{{kube::event_type::warning, "DevicesFailed", "Rollout", "plc-2: no such image"}});
  CHECK(reasons(failing, status(failing, 'a', 3, 0, 2)).empty());
  CHECK(reasons(failing, status(failing, 'b', 3, 0, 1)) == "NewRevision DevicesFailed ");
}

TEST_CASE("a refused spec is told with its reason, another reason again") {
  const auto done = status({}, 'a', 1, 1);
  const auto bad = refused(done, "spec.score: a mistake");
  CHECK(plan_events(done, bad) ==
        std::vector<notice>{{kube::event_type::warning, "Refused", "Accept", "spec.score: a mistake"}});
  CHECK(reasons(bad, refused(bad, "another mistake")) == "Refused ");
}

TEST_CASE("a selector that matches nothing is told") {
  CHECK(reasons({}, status({}, 'a', 0, 0)) == "Accepted NoMatchingDevices ");
  const auto done = status({}, 'a', 1, 1);
  CHECK(reasons(done, status(done, 'a', 0, 0)) == "NoMatchingDevices ");
}

TEST_CASE("a notice is about the Deployment that it names") {
  const auto event = about({"shop", "web"}, "u-1", {kube::event_type::warning, "Refused", "Accept", "why"});
  CHECK(event.regarding == kube::object_reference{"iot.nationtech.io/v1alpha1", "Deployment", {"shop", "web"}, "u-1"});
  CHECK(event.type == kube::event_type::warning);
  CHECK(event.note == "why");
}
