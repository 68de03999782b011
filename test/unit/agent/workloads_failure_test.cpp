// SPDX-License-Identifier: Apache-2.0
// A failure at every call to the runtime, before and after it had its effect, with and without a restart of the agent in
// between: what is desired runs in the end, once, and nothing else does.
#include <catch2/catch_test_macros.hpp>

#include "workloads_fixture.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

const auto before = score({service("web", "web:1"), service("db", "db:1")});
const auto after = score({service("web", "web:2"), service("db", "db:1")});

/// The device runs `from`; then it is told to run `to` and the n-th call fails.
void survives(const std::vector<contracts::score>& from, const std::vector<contracts::score>& to, bool effect_before_failure,
              bool restart_agent) {
  int calls = 1;
  for (int failing = 1; failing <= calls; ++failing) {
    INFO("the call that fails is " << failing);
    workloads_fixture device;
    device.wants(from);
    REQUIRE(device.settle());
    device.wants(to);
    const auto changes = device.runtime.changes;
    device.runtime.fail_at = changes + failing;
    device.runtime.effect_before_failure = effect_before_failure;
    (void)device.reconcile();
    if (restart_agent) {
      device.restart();
      device.agent().recall();
    }
    REQUIRE(device.settle());
    // One more than it took: the loop ends when the failing call would come after the last one.
    calls = device.runtime.changes - changes;
    std::vector<identity> expected;
    for (const auto& one : to)
      for (const auto& service : one.data.services)
        expected.push_back({"default/web", "uid", service.name.text(), contracts::revision_of(one).text()});
    auto running = device.runtime.running();
    CHECK(device.runtime.containers.size() == expected.size());
    CHECK(std::ranges::is_permutation(running, expected));
  }
  CHECK(calls > 1);
}

}  // namespace

TEST_CASE("creating survives a failure at every call") {
  for (const bool effect : {false, true})
    for (const bool restart : {false, true}) survives({}, {before}, effect, restart);
}

TEST_CASE("upgrading survives a failure at every call") {
  for (const bool effect : {false, true})
    for (const bool restart : {false, true}) survives({before}, {after}, effect, restart);
}

TEST_CASE("removing survives a failure at every call") {
  for (const bool effect : {false, true})
    for (const bool restart : {false, true}) survives({before}, {}, effect, restart);
}
