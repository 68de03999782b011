// SPDX-License-Identifier: Apache-2.0
#include "agent/workloads.hpp"

#include <catch2/catch_test_macros.hpp>

#include "workloads_fixture.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

const auto web_1 = score({service("web", "web:1")});
const auto web_2 = score({service("web", "web:2")});

}  // namespace

TEST_CASE("a new deployment is pulled, started and reported on the way") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  CHECK(device.phases == std::vector{phase::pulling, phase::starting, phase::running});
  REQUIRE(device.runtime.running().size() == 1);
  CHECK(device.runtime.running()[0].revision == contracts::revision_of(web_1).text());
  CHECK(device.state()->revision == contracts::revision_of(web_1));
}

TEST_CASE("an image that is there is not pulled") {
  workloads_fixture device;
  device.runtime.images.insert("web:1");
  device.wants({web_1});
  REQUIRE(device.settle());
  CHECK(device.phases == std::vector{phase::starting, phase::running});
}

TEST_CASE("while nothing is known of what should run, nothing is touched") {
  workloads_fixture device;
  const auto want = wanted({service("web", "web:1")});
  device.runtime.containers.push_back({.id = "c1", .is = is(want, "web"), .running = true});
  REQUIRE(device.settle());
  CHECK(device.runtime.changes == 0);
}

TEST_CASE("while nothing is known of what should run, what is there is reported as what the device has") {
  workloads_fixture device;
  const auto looked_at = [&] { REQUIRE(run([&](auto) { return device.agent().all(); })); };
  const auto want = wanted({service("web", "web:1")});
  device.runtime.containers.push_back({.id = "c1", .is = is(want, "web"), .running = true});
  looked_at();
  CHECK(device.agent().known());
  REQUIRE(device.state() != nullptr);
  CHECK(device.state()->uid == want.uid);
  CHECK(device.state()->revision == want.revision);
  // How many there should be is not known.
  CHECK(device.state()->phase == phase::pending);
  device.runtime.containers.clear();
  looked_at();
  CHECK(device.state() == nullptr);
}

TEST_CASE("what was reported before a document came goes if the document does not name it") {
  workloads_fixture device;
  device.runtime.containers.push_back({.id = "c1", .is = is(wanted({service("web", "web:1")}), "web"), .running = true});
  REQUIRE(run([&](auto) { return device.agent().all(); }));
  device.wants({});
  REQUIRE(device.settle());
  CHECK(device.runtime.containers.empty());
  CHECK(device.state() == nullptr);
}

TEST_CASE("a restarted agent adopts what runs, from its disk, without the hub") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  const auto before = device.runtime.containers[0].id;
  device.hub.clear();
  device.restart();
  CHECK(device.agent().recall() == std::set<deployment_key>{"default/web"});
  const auto changes = device.runtime.changes;
  REQUIRE(device.settle());
  CHECK(device.runtime.changes == changes);
  CHECK(device.runtime.containers[0].id == before);
  CHECK(device.state()->phase == phase::running);
}

TEST_CASE("an upgrade replaces the container, a resource made anew too") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.wants({web_2});
  REQUIRE(device.settle());
  REQUIRE(device.runtime.containers.size() == 1);
  CHECK(device.runtime.running()[0].revision == contracts::revision_of(web_2).text());
  device.wants({web_2}, "another uid");
  REQUIRE(device.settle());
  REQUIRE(device.runtime.containers.size() == 1);
  CHECK(device.runtime.running()[0].uid == "another uid");
}

TEST_CASE("what is no longer desired is removed, and no longer reported") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.wants({});
  REQUIRE(device.settle());
  CHECK(device.runtime.containers.empty());
  CHECK(device.state() == nullptr);
  CHECK(device.phases.back() == phase::removing);
}

TEST_CASE("an image that cannot be pulled fails with podman's words, and an upgrade leaves the old version running") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.wants({web_2});
  device.runtime.registry.erase("web:2");
  CHECK_FALSE(device.reconcile());
  CHECK(device.state()->phase == phase::failed);
  CHECK(device.state()->last_error.contains("manifest unknown"));
  CHECK(device.runtime.running()[0].revision == contracts::revision_of(web_1).text());
  device.runtime.registry.insert("web:2");
  REQUIRE(device.settle());
  CHECK(device.state()->phase == phase::running);
  CHECK(device.state()->last_error.empty());
}

TEST_CASE("what failed stays so, with its error, while it is tried again") {
  workloads_fixture device;
  device.wants({web_1});
  device.runtime.registry.clear();
  CHECK_FALSE(device.reconcile());
  CHECK(device.phases == std::vector{phase::pulling, phase::failed});
  device.runtime.on_pull = [&] { CHECK(device.state()->last_error.contains("manifest unknown")); };
  CHECK_FALSE(device.reconcile());
  CHECK(device.phases == std::vector{phase::pulling, phase::failed});
  device.runtime.registry.insert("web:1");
  REQUIRE(device.settle());
  CHECK(device.phases == std::vector{phase::pulling, phase::failed, phase::running});
}

TEST_CASE("a container that is killed is started again, once at once") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.runtime.kill_all();
  REQUIRE(device.settle());
  CHECK(device.runtime.running().size() == 1);
  CHECK(device.state()->restarts == 1);
  CHECK(device.state()->phase == phase::running);
}

TEST_CASE("a container that ends again and again is started with pauses, and says so") {
  workloads_fixture device;
  device.runtime.ends_at_once = true;
  device.wants({web_1});
  REQUIRE(device.reconcile()->again_after == 0ms);
  REQUIRE(device.reconcile()->again_after == 0ms);
  const auto waiting = device.reconcile();
  REQUIRE(waiting);
  CHECK(waiting->again_after > 0ms);
  CHECK(device.state()->phase == phase::failed);
  CHECK(device.state()->last_error.contains("exit code 3"));
  CHECK(device.state()->restarts == 1);
}

TEST_CASE("a container that ended as it should and is not to be restarted is as asked") {
  workloads_fixture device;
  device.runtime.ends = {"job"};
  device.runtime.exit_code = 0;
  auto job = service("job", "web:1");
  job.restart_policy = contracts::restart_policy::on_failure;
  device.wants({score({job})});
  REQUIRE(device.settle());
  CHECK(device.runtime.running().empty());
  CHECK(device.state()->phase == phase::running);
  CHECK(device.state()->restarts == 0);
  CHECK(device.state()->last_error.empty());
}

TEST_CASE("a container that failed and is never restarted is a failure that says so, and stays as it is") {
  workloads_fixture device;
  device.runtime.ends = {"job"};
  auto job = service("job", "web:1");
  job.restart_policy = contracts::restart_policy::never;
  device.wants({score({service("web", "web:1"), job})});
  REQUIRE(device.settle());
  CHECK(device.state()->phase == phase::failed);
  CHECK(device.state()->last_error == "services[job] ended with exit code 3, and restartPolicy Never does not start it again");
  CHECK(device.state()->restarts == 0);
  const auto changes = device.runtime.changes;
  REQUIRE(device.settle());
  CHECK(device.runtime.changes == changes);
  CHECK(device.runtime.running().size() == 1);
}

TEST_CASE("an image is pulled although it is there, or never, as the policy says") {
  workloads_fixture device;
  device.runtime.images.insert("web:1");
  auto always = service("web", "web:1");
  always.image_pull_policy = contracts::image_pull_policy::always;
  device.wants({score({always})});
  REQUIRE(device.settle());
  CHECK(device.runtime.pulls == 1);
  device.runtime.kill_all();
  REQUIRE(device.settle());
  // Started again, not made anew.
  CHECK(device.runtime.pulls == 1);

  auto never = service("web", "web:2");
  never.image_pull_policy = contracts::image_pull_policy::never;
  device.wants({score({never})});
  CHECK_FALSE(device.reconcile());
  CHECK(device.runtime.pulls == 1);
  CHECK(device.state()->phase == phase::failed);
  CHECK(device.state()->last_error.starts_with("the image web:2 is not on the device, and imagePullPolicy Never"));
  CHECK(device.runtime.running().size() == 1);
  device.runtime.images.insert("web:2");
  REQUIRE(device.settle());
  CHECK(device.state()->phase == phase::running);
}

TEST_CASE("what this agent version does not do is refused by name, and what ran before runs on") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  auto checked = service("web", "web:2");
  checked.health_check = contracts::health_check{.command = {"true"}};
  device.wants({score({checked})});
  device.runtime.kill_all();
  const auto refused = device.reconcile();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == errc::unsupported);
  CHECK(device.state()->phase == phase::failed);
  CHECK(device.state()->last_error == "services[web].healthCheck is not supported by this agent version");
  REQUIRE(device.runtime.running().size() == 1);
  CHECK(device.runtime.running()[0].revision == contracts::revision_of(web_1).text());
  CHECK(device.runtime.pulls == 1);
}

TEST_CASE("a document that the disk did not take is obeyed, and saved as soon as it does") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.disk_is_full(true);
  device.wants({web_2});
  REQUIRE(device.settle());
  CHECK(device.runtime.running()[0].revision == contracts::revision_of(web_2).text());
  CHECK(run([&](auto) { return device.agent().all(); }));
  device.disk_is_full(false);
  CHECK(run([&](auto) { return device.agent().all(); }));
  device.restart();
  device.agent().recall();
  device.hub.clear();
  REQUIRE(device.settle());
  CHECK(device.runtime.running()[0].revision == contracts::revision_of(web_2).text());
}

TEST_CASE("as long as the disk has the older document, it has what that names") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.disk_is_full(true);
  device.wants({web_2});
  device.restart();
  device.hub.clear();
  device.runtime.kill_all();
  device.agent().recall();
  REQUIRE(device.settle());
  CHECK(device.runtime.running()[0].revision == contracts::revision_of(web_1).text());
  CHECK(device.state()->phase == phase::running);
}

TEST_CASE("an agent that has just started knows nothing before it has looked at what it remembers and at what is there") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  auto left_over = wanted({service("web", "web:1")});
  left_over.key = "default/left-over";
  device.runtime.containers.push_back({.id = "c9", .is = is(left_over, "web"), .running = true});
  device.restart();
  device.agent().recall();
  CHECK_FALSE(device.agent().known());
  REQUIRE(device.settle());
  CHECK_FALSE(device.agent().known());
  SECTION("with podman there") {
    REQUIRE(run([&](auto) { return device.agent().all(); }));
    CHECK_FALSE(device.agent().known());
    REQUIRE(run([&](auto) { return device.agent().reconcile("default/left-over"); }));
  }
  SECTION("with podman away") {
    device.runtime.away = true;
    CHECK_FALSE(run([&](auto) { return device.agent().all(); }));
  }
  CHECK(device.agent().known());
}

TEST_CASE("an agent that remembers nothing does not say that nothing runs before podman has answered") {
  workloads_fixture device;
  device.runtime.containers.push_back({.id = "c1", .is = is(wanted({service("web", "web:1")}), "web"), .running = true});
  device.runtime.away = true;
  CHECK_FALSE(run([&](auto) { return device.agent().all(); }));
  CHECK_FALSE(device.agent().known());
  device.runtime.away = false;
  REQUIRE(run([&](auto) { return device.agent().all(); }));
  CHECK(device.agent().known());
  CHECK(device.state() != nullptr);
}

TEST_CASE("a score that cannot be read leaves the deployment failed, and what runs running") {
  workloads_fixture device;
  device.wants({web_1});
  REQUIRE(device.settle());
  device.wants({web_2});
  device.hub.clear();
  CHECK_FALSE(device.reconcile());
  CHECK(device.state()->last_error.contains("NATS is not there"));
  CHECK(device.runtime.running().size() == 1);
}

TEST_CASE("everything that is desired, runs or is reported is looked at") {
  workloads_fixture device;
  auto other = wanted({service("web", "web:1")});
  other.key = "default/left-over";
  device.runtime.containers.push_back({.id = "c9", .is = is(other, "web"), .running = true});
  device.wants({web_1});
  const auto keys = run([&](auto) { return device.agent().all(); });
  CHECK(keys == std::set<deployment_key>{"default/left-over", "default/web"});
}
