// SPDX-License-Identifier: Apache-2.0
// What people are told of a Deployment's life on the device, and what they are not.
#include <catch2/catch_test_macros.hpp>

#include "workloads_fixture.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

using said = std::vector<std::string>;

const auto web_1 = score({service("web", "web:1")});
const auto web_2 = score({service("web", "web:2")});

std::string runs(const contracts::score& what) {
  return "Info: revision " + contracts::revision_of(what).text().substr(0, 10) + " runs";
}

}  // namespace

TEST_CASE("a revision that runs, its successor and the removal are told, a look that changed nothing is not") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  REQUIRE(device.settle());
  device.wants({web_2});
  REQUIRE(device.settle());
  device.wants({});
  REQUIRE(device.settle());
  REQUIRE(device.settle());
  CHECK(device.told == said{runs(web_1), runs(web_2), "Info: removed"});
}

TEST_CASE("what an agent finds as it should be when it starts is not told") {
  workloads_fixture device;
  auto job = service("job", "web:2");
  job.restart_policy = contracts::restart_policy::never;
  device.runtime.ends = {"job"};
  for (const auto& content : {web_1, score({job})}) {
    device.wants({content});
    REQUIRE(device.settle());
    device.told.clear();
    device.restart();
    device.agent().recall();
    REQUIRE(device.settle());
    CHECK(device.told.empty());
  }
}

TEST_CASE("a podman that was away and is back is no news of what ran all the time") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.told.clear();
  device.phases.clear();
  device.runtime.away = true;
  SECTION("somebody wanted to work on it") { CHECK_FALSE(device.reconcile()); }
  SECTION("it was looked for") {
    CHECK_FALSE(run([&](auto) { return device.agent().all(); }));
  }
  CHECK(device.state()->last_error == "there is no socket");
  device.runtime.away = false;
  REQUIRE(device.settle());
  CHECK(device.state()->last_error.empty());
  CHECK(device.told.empty());
  CHECK(device.phases == std::vector{contracts::phase::running});
}

TEST_CASE("what is new while podman is away has failed, of which only is told that it runs once podman is back") {
  workloads_fixture device;
  device.runtime.away = true;
  device.wants({web_1});
  CHECK_FALSE(device.reconcile());
  CHECK(device.state()->phase == contracts::phase::failed);
  device.runtime.away = false;
  REQUIRE(device.settle());
  CHECK(device.told == said{runs(web_1)});
}

TEST_CASE("a container that ended is told with its exit code, and that it runs again") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.told.clear();
  device.runtime.kill_all();
  REQUIRE(device.settle());
  CHECK(device.told == said{"Warning: services[web] ended with exit code 137; it is started again", runs(web_1)});
}

TEST_CASE("a container that goes on ending is told once") {
  workloads_fixture device;
  device.runtime.ends_at_once = true;
  device.wants({web_1});
  for (int turn = 0; turn < 5; ++turn) REQUIRE(device.reconcile());
  CHECK(device.told == said{"Warning: services[web] ended with exit code 3; it is started again"});
}

TEST_CASE("an image that cannot be pulled is told in podman's words, and its recovery") {
  workloads_fixture device;
  device.wants({web_1});
  device.runtime.registry.clear();
  CHECK_FALSE(device.reconcile());
  CHECK(device.told == said{R"(Error: podman could not pull it: "manifest unknown")"});
  device.runtime.registry.insert("web:1");
  REQUIRE(device.settle());
  CHECK(device.told.back() == runs(web_1));
}

TEST_CASE("a job that failed for good is told, one that was done is not told twice") {
  workloads_fixture device;
  auto job = service("job", "web:1");
  job.restart_policy = contracts::restart_policy::never;
  device.wants({score({job})});
  REQUIRE(device.settle());
  device.runtime.kill_all();
  REQUIRE(device.settle());
  REQUIRE(device.settle());
  REQUIRE(device.told.size() == 2);
  CHECK(device.told.back() == "Error: services[job] ended with exit code 137, and restartPolicy Never does not start it again");
}

TEST_CASE("a score that is refused is told, one that cannot be read because the hub is away is not") {
  workloads_fixture device;
  auto limited = service("web", "web:1");
  limited.user = "1000";
  device.wants({score({limited})});
  CHECK_FALSE(device.reconcile());
  CHECK(device.told == said{"Error: services[web].user is not supported by this agent version"});
  device.wants({web_2});
  device.hub.clear();
  CHECK_FALSE(device.reconcile());
  CHECK(device.told.size() == 1);
}
