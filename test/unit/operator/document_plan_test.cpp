// SPDX-License-Identifier: Apache-2.0
#include "operator/document_plan.hpp"

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
  REQUIRE(plan);
  return *plan;
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

TEST_CASE("more deployments than a device can have are refused with the bound") {
  std::vector<contracts::desired_deployment> many;
  for (std::size_t one = 0; one <= contracts::max_deployments_a_device; ++one) many.push_back(entry("d" + std::to_string(one)));
  const auto refused = plan_document(inputs(nullptr, many, resource::accepted));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::too_large);
  CHECK(refused.error().message == "device a is selected by 65 deployments, and can have 64");
  many.pop_back();
  CHECK(plan_document(inputs(nullptr, many, resource::accepted)));
}
