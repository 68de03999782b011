// SPDX-License-Identifier: Apache-2.0
#include "operator/document_plan.hpp"

#include <cstdint>

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;
using resource = document_inputs::resource;

namespace {

contracts::desired_state document(std::vector<contracts::desired_deployment> deployments) {
  return {.device = device("a"), .deployments = std::move(deployments)};
}

document_inputs inputs(const contracts::desired_state* current, std::vector<contracts::desired_deployment> wanted,
                       resource known, bool labels_known = true) {
  return {.device = device("a"),
          .current = current,
          .wanted = std::move(wanted),
          .labels_known = labels_known,
          .all_decided = true,
          .resource_of = [known](const auto&) { return known; }};
}

std::optional<contracts::desired_state> planned(const document_inputs& given) {
  auto plan = plan_document(given);
  CHECK(plan.left_out.empty());
  return plan.next;
}

}  // namespace

TEST_CASE("what selects a device is written, sorted by name") {
  const auto next = planned(inputs(nullptr, {entry("web"), entry("db")}, resource::accepted));
  REQUIRE(next);
  CHECK(*next == document({entry("db"), entry("web")}));
}

TEST_CASE("a known device that runs nothing gets a document that says so, an unknown one gets none") {
  CHECK(planned(inputs(nullptr, {}, resource::absent)) == document({}));
  CHECK_FALSE(planned(inputs(nullptr, {}, resource::absent, false)));
}

TEST_CASE("a device without a document is told nothing before every resource had its say") {
  auto given = inputs(nullptr, {entry("web")}, resource::accepted);
  given.all_decided = false;
  CHECK_FALSE(planned(given));
  const auto current = document({entry("db")});
  given.current = &current;
  CHECK(planned(given) == document({entry("web")}));
}

TEST_CASE("a document that says it already is not written again") {
  const auto current = document({entry("web")});
  CHECK_FALSE(planned(inputs(&current, {entry("web")}, resource::accepted)));
}

TEST_CASE("a new revision, another uid and a resource that no longer selects the device are written") {
  const auto current = document({entry("web")});
  CHECK(planned(inputs(&current, {entry("web", 'b')}, resource::accepted)) == document({entry("web", 'b')}));
  CHECK(planned(inputs(&current, {entry("web", 'a', "other")}, resource::accepted)) == document({entry("web", 'a', "other")}));
  CHECK(planned(inputs(&current, {}, resource::accepted)) == document({}));
}

TEST_CASE("the entry of a resource that was not read yet, or cannot be read, stays as it is") {
  const auto current = document({entry("web")});
  CHECK_FALSE(planned(inputs(&current, {}, resource::undecided)));
  CHECK(planned(inputs(&current, {entry("db")}, resource::undecided)) == document({entry("db"), entry("web")}));
}

TEST_CASE("the entry of a resource that is gone goes, also while the device's labels are not known") {
  const auto current = document({entry("web")});
  CHECK(planned(inputs(&current, {}, resource::absent)) == document({}));
  CHECK(planned(inputs(&current, {}, resource::absent, false)) == document({}));
}

TEST_CASE("while a device's labels are not known, nothing that exists leaves its document") {
  const auto current = document({entry("web")});
  CHECK_FALSE(planned(inputs(&current, {}, resource::accepted, false)));
}

TEST_CASE("a document carries its writer's epoch, and is not written for that alone") {
  const auto current = document({entry("web")});
  auto given = inputs(&current, {entry("web")}, resource::accepted);
  given.epoch = {.lease_uid = "l", .transitions = 2};
  CHECK_FALSE(planned(given));
  given.wanted.clear();
  CHECK(planned(given)->epoch == given.epoch);
}

TEST_CASE("of two leaders of one Lease the one with more transitions is later") {
  CHECK(is_later({"l", 3}, {"l", 2}));
  CHECK_FALSE(is_later({"l", 2}, {"l", 2}));
  CHECK_FALSE(is_later({"l", 1}, {"l", 2}));
  CHECK_FALSE(is_later({"m", 3}, {"l", 2}));
  CHECK_FALSE(is_later({}, {"l", 0}));
}

namespace {

/// d-10, d-11 and so on: their names sort as their numbers do.
std::vector<contracts::desired_deployment> numbered(std::size_t first, std::size_t count, char digit = 'a') {
  std::vector<contracts::desired_deployment> all;
  for (auto one = first; one < first + count; ++one) all.push_back(entry("d-" + std::to_string(10 + one), digit));
  return all;
}

constexpr auto most = contracts::max_deployments_a_device;

}  // namespace

TEST_CASE("a device gets as many deployments as it can have, and the others wait") {
  CHECK(planned(inputs(nullptr, numbered(0, most), resource::accepted)) == document(numbered(0, most)));
  const auto plan = plan_document(inputs(nullptr, numbered(0, most + 2), resource::accepted));
  CHECK(plan.next == document(numbered(0, most)));
  CHECK(plan.left_out == numbered(most, 2));
}

TEST_CASE("a full device keeps what it has, whatever else selects it by an earlier name") {
  const auto current = document(numbered(2, most));
  const auto plan = plan_document(inputs(&current, numbered(0, most + 2), resource::accepted));
  CHECK_FALSE(plan.next);
  CHECK(plan.left_out == numbered(0, 2));
}

TEST_CASE("a full device gets new revisions, and a place that is given up goes to the first that waits") {
  const auto current = document(numbered(0, most));
  auto wanted = numbered(0, most + 2, 'b');
  CHECK(plan_document(inputs(&current, wanted, resource::accepted)).next == document(numbered(0, most, 'b')));
  wanted.erase(wanted.begin());
  const auto plan = plan_document(inputs(&current, wanted, resource::accepted));
  CHECK(plan.next == document(numbered(1, most, 'b')));
  CHECK(plan.left_out == numbered(most + 1, 1, 'b'));
}

TEST_CASE("a document of as many deployments as it can have, each as long as it can be, is within its bound") {
  const std::string longest(63, 'n');
  contracts::desired_state full{.device = *contracts::device_id::parse(longest),
                                .epoch = {.lease_uid = std::string(64, 'u'), .transitions = INT64_MAX}};
  full.deployments.resize(most, {.namespace_ = *contracts::resource_name::parse(longest),
                                 .name = *contracts::resource_name::parse(longest),
                                 .uid = std::string(64, 'u'),
                                 .generation = INT64_MAX,
                                 .revision = revision('a'),
                                 .paused = true,
                                 .restart_generation = INT64_MAX});
  CHECK(contracts::encode_text(full).size() <= contracts::max_desired_state_bytes);
}
