// SPDX-License-Identifier: Apache-2.0
// A failure at every call to the runtime, before and after it had its effect, with and without a restart of the agent in
// between: what is desired runs in the end, once, and nothing else does.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "kit/eventually.hpp"
#include "kit/run.hpp"
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

TEST_CASE("after a power cut the earlier version runs again while its successor cannot be had") {
  const bool image_missing = GENERATE(true, false);
  workloads_fixture device;
  device.wants({before});
  REQUIRE(device.settle());
  device.wants({after});
  if (image_missing) {
    device.runtime.registry.clear();
  } else {
    device.hub.clear();
  }
  device.runtime.kill_all();
  device.restart();
  device.agent().recall();
  CHECK_FALSE(device.reconcile());
  CHECK(device.runtime.running().size() == before.data.services.size());
  CHECK(device.state()->phase == contracts::phase::failed);
}

TEST_CASE(
    "what a resource had before it was made anew runs again while its image cannot be had, though the score is the same") {
  workloads_fixture device;
  auto from = service("web", "web:1");
  from.image_pull_policy = contracts::image_pull_policy::always;
  const auto same = score({from});
  device.wants({same});
  REQUIRE(device.settle());
  device.wants({same}, "another uid");
  device.runtime.registry.clear();
  device.runtime.kill_all();
  CHECK_FALSE(device.reconcile());
  REQUIRE(device.runtime.running().size() == 1);
  CHECK(device.runtime.running()[0].uid == "uid");
}

TEST_CASE("an earlier version that ends at once is not started again at once") {
  workloads_fixture device;
  device.wants({before});
  REQUIRE(device.settle());
  device.wants({after});
  device.runtime.registry.clear();
  device.runtime.kill_all();
  CHECK_FALSE(device.reconcile());
  REQUIRE(device.runtime.running().size() == before.data.services.size());
  device.runtime.kill_all();
  CHECK_FALSE(device.reconcile());
  CHECK(device.runtime.running().empty());
}

TEST_CASE("of the earlier version only what is to be restarted runs again") {
  workloads_fixture device;
  auto job = service("job", "db:1");
  job.restart_policy = contracts::restart_policy::on_failure;
  device.runtime.ends = {"job"};
  device.runtime.exit_code = 0;
  device.wants({score({service("web", "web:1"), job})});
  REQUIRE(device.settle());
  device.wants({after});
  device.runtime.registry.clear();
  device.runtime.kill_all();
  for (auto& one : device.runtime.containers)
    if (one.is.service == "job") one.exit_code = 0;
  const auto changes = device.runtime.changes;
  CHECK_FALSE(device.reconcile());
  CHECK(device.runtime.changes == changes + 1);
  REQUIRE(device.runtime.running().size() == 1);
  CHECK(device.runtime.running()[0].service == "web");
}

TEST_CASE("a service that ends again and again does not keep another one from coming back") {
  workloads_fixture device;
  device.runtime.ends = {"web"};
  device.wants({after});
  for (int turn = 0; turn < 3; ++turn) REQUIRE(device.reconcile());
  CHECK(device.state()->phase == contracts::phase::failed);
  device.runtime.kill_all();
  const auto waiting = device.reconcile();
  REQUIRE(waiting);
  CHECK(waiting->again_after > 0ms);
  REQUIRE(device.runtime.running().size() == 1);
  CHECK(device.runtime.running()[0].service == "db");
}

TEST_CASE("what is no longer desired is not carried out to its end") {
  workloads_fixture device;
  device.wants({before});
  REQUIRE(device.settle());
  const auto running = device.runtime.running();
  device.wants({after});
  device.runtime.on_pull = [&] { device.wants({before}); };
  CHECK(device.reconcile()->again_after == 0ms);
  CHECK(device.runtime.running() == running);
}

TEST_CASE("a service that cannot be started does not keep the others down") {
  workloads_fixture device;
  device.runtime.unstartable = {"db"};
  device.wants({score({service("db", "db:1"), service("web", "web:1")})});
  const auto refused = device.reconcile();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "services[db]: podman could not start it");
  REQUIRE(device.runtime.running().size() == 1);
  CHECK(device.runtime.running()[0].service == "web");
  CHECK(device.state()->phase == contracts::phase::failed);
}

TEST_CASE("a restart that podman refuses is no restart: its reason stays, and is told once") {
  workloads_fixture device;
  device.wants({score({service("web", "web:1")})});
  REQUIRE(device.settle());
  device.runtime.kill_all();
  device.runtime.unstartable = {"web"};
  device.told.clear();
  std::set<std::string> reasons;
  for (int turn = 0; turn < 4; ++turn) {
    CHECK_FALSE(device.reconcile());
    reasons.insert(device.state()->last_error);
  }
  CHECK(reasons.size() == 1);
  CHECK(device.state()->restarts == 0);
  CHECK(std::set(device.told.begin(), device.told.end()).size() == 1);
  device.runtime.unstartable.clear();
  REQUIRE(device.settle());
  CHECK(device.state()->restarts == 1);
}

TEST_CASE("a corrected image is brought up while the wrong one is still being pulled") {
  workloads_fixture device;
  device.runtime.hanging = {"web:1"};
  device.wants({score({service("web", "web:1")})});
  const auto ended = kit::run([&](auto executor) -> task<result<sync::outcome>> {
    result<sync::outcome> first;
    task_group working(executor);
    working.spawn("reconcile", [](auto& agent, auto& to) -> task<void> {
      to = co_await agent.reconcile("default/web");
    }(device.agent(), first));
    CHECK(co_await kit::eventually(60s, [&] { return device.runtime.pulling == 1; }));
    device.wants({score({service("web", "web:2")})});
    co_await working.join();
    co_return first;
  });
  REQUIRE(ended);
  CHECK(ended->again_after == 0ms);
  REQUIRE(device.settle());
  CHECK(device.runtime.running().size() == 1);
}

TEST_CASE("an agent that starts while more images are missing than it pulls at a time knows what there is all the same") {
  workloads_fixture device;
  const auto web = score({service("web", "web:1")});
  device.hub.emplace(contracts::revision_of(web), web);
  device.runtime.hanging = {"web:1"};
  auto wanted = document({web});
  const auto one = wanted.deployments.front();
  for (const auto* name : {"web2", "web3", "web4"}) {
    wanted.deployments.push_back(one);
    wanted.deployments.back().name = *contracts::resource_name::parse(name);
  }
  device.agent().take(wanted);
  device.restart();
  const auto keys = device.agent().recall();
  REQUIRE(keys.size() == 4);
  kit::run([&](auto executor) -> task<void> {
    CHECK(co_await device.agent().all());
    CHECK_FALSE(device.agent().known());
    task_group working(executor);
    for (const auto& key : keys)
      working.spawn(key,
                    [](auto& agent, auto which) -> task<void> { (void)co_await agent.reconcile(which); }(device.agent(), key));
    CHECK(co_await kit::eventually(60s, [&] { return device.runtime.pulling == 3 && device.agent().known(); }));
    working.cancel();
    co_await working.join();
  });
}

TEST_CASE("what ran still does while podman is away for a moment, and is degraded once it does not come back") {
  workloads_fixture device;
  device.wants({before});
  REQUIRE(device.settle());
  device.runtime.away = true;
  CHECK_FALSE(device.reconcile());
  CHECK_FALSE(run([&](auto) { return device.agent().all(); }));
  CHECK(device.state()->phase == contracts::phase::running);
  CHECK(device.state()->last_error.contains("there is no socket"));

  device.runtime.away = false;
  device.longest_silence = 0ms;
  device.restart();
  device.agent().recall();
  REQUIRE(device.settle());
  device.runtime.away = true;
  const bool by_look = GENERATE(true, false);
  for (int turn = 0; turn < 2; ++turn) {
    if (by_look)
      CHECK_FALSE(run([&](auto) { return device.agent().all(); }));
    else
      CHECK_FALSE(device.reconcile());
    CHECK(device.state()->phase == contracts::phase::degraded);
    CHECK(device.state()->last_error.contains("there is no socket"));
  }
  device.runtime.away = false;
  REQUIRE(device.settle());
  CHECK(device.state()->phase == contracts::phase::running);
  CHECK(device.state()->last_error.empty());
}

TEST_CASE("a hub that is away makes nothing degraded: podman was asked, and what it has runs") {
  workloads_fixture device;
  device.longest_silence = 0ms;
  device.restart();
  device.wants({before});
  REQUIRE(device.settle());
  device.wants({after});
  device.hub.clear();
  CHECK_FALSE(device.reconcile());
  CHECK(device.state()->phase != contracts::phase::degraded);
}

TEST_CASE("of a paused deployment it is said what is seen, and nothing is done") {
  workloads_fixture device;
  device.wants({before});
  REQUIRE(device.settle());
  auto paused = document({before});
  paused.deployments.front().paused = true;
  device.agent().take(paused);
  device.restart();
  device.agent().recall();
  device.runtime.away = true;
  CHECK_FALSE(device.reconcile());
  device.runtime.away = false;
  const auto changes = device.runtime.changes;
  REQUIRE(device.settle());
  CHECK(device.state()->phase == contracts::phase::running);
  CHECK(device.state()->last_error.empty());
  device.runtime.kill_all();
  REQUIRE(device.settle());
  CHECK(device.runtime.changes == changes);
}

TEST_CASE("a container that ends again and again says within how long it is started again") {
  workloads_fixture device;
  device.runtime.ends_at_once = true;
  device.wants({score({service("web", "web:1")})});
  for (int turn = 0; turn < 3; ++turn) REQUIRE(device.reconcile());
  CHECK(device.agent().states().all().front().last_error ==
        "services[web] ended with exit code 3 again and again; tried again within 10 seconds");
}
