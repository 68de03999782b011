// SPDX-License-Identifier: Apache-2.0
// An API server that goes away, and one that comes back without the versions that the operator has seen.
#include "device.hpp"
#include "hub.hpp"
#include "kit/closing.hpp"
#include "kit/cluster.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

/// Another device that runs, one that fails after it ran, and one that came: nobody can write that down at the moment.
struct devices {
  explicit devices(hub& all) : stays(all.streams(), "plc-1"), fails(all.streams(), "plc-2"), comes(all.streams(), "plc-3") {}
  device stays;
  device fails;
  device comes;
};

task<void> begin(hub& all, devices& some) {
  co_await all.deployments().apply("web", all.spec("localhost/web:1"));
  for (auto* one : {&some.stays, &some.fails}) co_await one->join(all.matching());
  for (auto* one : {&some.stays, &some.fails}) REQUIRE(co_await all.becomes([&] { return one->is_told({"web"}); }));
  for (auto* one : {&some.stays, &some.fails}) co_await one->report(phase::running);
  REQUIRE(co_await all.becomes(
      [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.succeeded == 2; }); }));
}

task<void> report_meanwhile(hub& all, devices& some) {
  co_await some.fails.report(phase::failed, "disk full");
  co_await some.comes.join(all.matching());
}

task<bool> is_counted(hub& all) {
  return all.deployments().status_is("web", [](const contracts::deployment_status& now) {
    const auto& counts = now.aggregate;
    return counts.matched == 3 && counts.updated == 3 && counts.succeeded == 2 && counts.failed == 1 && counts.pending == 0 &&
           counts.last_error && counts.last_error->message == "disk full";
  });
}

/// Which write was the last one to each of the two that were there before.
task<std::vector<std::uint64_t>> orders_of(devices& some) {
  std::vector<std::uint64_t> revisions;
  for (auto* one : {&some.stays, &some.fails}) revisions.push_back((co_await one->told())->revision);
  co_return revisions;
}

}  // namespace

TEST_CASE("an API server that is away while devices report costs the operator nothing but the time, and the counts are exact") {
  with_hub([](hub& all) -> task<void> {
    all.start_operator({"--no-leader-elect"});
    REQUIRE(co_await all.becomes([&] { return all.is_ready(); }));
    devices some(all);
    co_await begin(all, some);
    const auto orders = co_await orders_of(some);

    kit::shared_server().stop();
    co_await report_meanwhile(all, some);
    // NATS is there: a device that comes gets what it should run.
    REQUIRE(co_await all.becomes([&] { return some.comes.is_told({"web"}); }));
    co_await some.comes.report(phase::running);
    REQUIRE(co_await all.becomes([&] { return all.log().contains("reconcile failed controller=status"); }));
    CHECK((co_await all.ask("/readyz")).body.contains("[-]watches failed: "));
    kit::shared_server().start();
    CHECK(co_await all.becomes([&] { return is_counted(all); }));
    CHECK(co_await all.becomes([&] { return all.is_ready(); }));
    CHECK(co_await orders_of(some) == orders);
  });
}

TEST_CASE("an API server that is away for longer than the Lease lasts ends the leader, and the one after it counts exactly") {
  with_hub([](hub& all) -> task<void> {
    // Stands for an outage that is longer than the usual deadline of 10 s.
    const auto quick = quick_election("7s", "6s");
    all.start_operator(quick);
    REQUIRE(co_await all.becomes([&] { return all.running().leads(); }));
    devices some(all);
    co_await begin(all, some);
    const auto orders = co_await orders_of(some);

    kit::shared_server().stop();
    co_await report_meanwhile(all, some);
    CHECK(all.running().ended() == 1);
    CHECK(all.log().contains("the lease was not renewed within 6.0 s"));
    kit::shared_server().start();
    all.start_operator(quick);
    REQUIRE(co_await all.becomes([&] { return some.comes.is_told({"web"}); }));
    co_await some.comes.report(phase::running);
    CHECK(co_await all.becomes([&] { return is_counted(all); }));
    CHECK(co_await orders_of(some) == orders);
  });
}

TEST_CASE("a watch whose position etcd has compacted away is listed again, and what was deleted meanwhile is known") {
  with_hub([](hub& all) -> task<void> {
    kit::relay to_cluster(all.executor(), all.cluster_address(), {.tls = {.verify = false}});
    auto one = all.by(all.server().url(), all.kubeconfig_by(to_cluster), {"--no-leader-elect"});
    const auto story = [&]() -> task<void> {
      REQUIRE(co_await all.becomes([&] { return one->is_ready(); }));
      for (const auto* name : {"stays", "goes"}) co_await all.deployments().apply(name, all.spec("localhost/web:1"));
      device plc(all.streams(), "plc-1");
      co_await plc.join(all.matching());
      REQUIRE(co_await all.becomes([&] { return plc.is_told({"goes", "stays"}); }));
      const auto before = (co_await plc.told())->revision;

      to_cluster.refuse(true);
      to_cluster.cut();
      // Whoever takes the finalizer off by hand: the operator hears nothing of the deletion itself.
      co_await all.deployments().patch("goes", {{"metadata", {{"finalizers", nullptr}}}});
      co_await all.deployments().remove("goes");
      co_await all.deployments().apply("comes", all.spec("localhost/more:1"));
      kit::shared_server().stop();
      kit::shared_server().compact();
      kit::shared_server().start();
      to_cluster.refuse(false);
      CHECK(co_await all.becomes([&] { return plc.is_told({"comes", "stays"}); }));
      CHECK(one->log().contains("watch position is gone, listing again"));
      CHECK((co_await plc.told())->revision <= before + 2);
      co_await plc.report(phase::running);
      for (const auto* name : {"comes", "stays"})
        CHECK(co_await all.becomes([&] {
          return all.deployments().status_is(
              name, [](const auto& now) { return now.aggregate.matched == 1 && now.aggregate.succeeded == 1; });
        }));
    };
    co_await kit::closing(story(), [&]() -> task<void> {
      UNSCOPED_INFO(one->log());
      one.reset();
      co_await to_cluster.close();
    });
  });
}
