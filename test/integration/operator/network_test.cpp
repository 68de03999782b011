// SPDX-License-Identifier: Apache-2.0
// A bad network between the operator and its servers.
#include <algorithm>
#include <deque>

#include "hub.hpp"
#include "kit/closing.hpp"
#include "kit/deployments.hpp"
#include "told_device.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

/// An operator behind relays.
struct far_away {
  explicit far_away(hub& all)
      : to_nats(all.executor(), all.nats_address()),
        to_cluster(all.executor(), all.cluster_address(), {.tls = {.verify = false}}),
        running(all.by(fmt::format("nats://127.0.0.1:{}", to_nats.where().port), all.kubeconfig_by(to_cluster),
                       {"--no-leader-elect"})) {}
  task<void> close() {
    running.reset();
    co_await to_nats.close();
    co_await to_cluster.close();
  }
  void cut() {
    to_nats.cut();
    to_cluster.cut();
  }
  /// The servers have said their last, and still listen.
  void half_close() {
    to_nats.half_close(kit::relay::side::server);
    to_cluster.half_close(kit::relay::side::server);
  }

  kit::relay to_nats;
  kit::relay to_cluster;
  std::unique_ptr<replica> running;
};

/// Runs `body(hub, far_away)` once the operator is ready.
template <class Body>
void with_far_away(Body body) {
  with_hub([&](hub& all) -> task<void> {
    far_away there(all);
    const auto story = [&]() -> task<void> {
      REQUIRE(co_await all.becomes([&] { return there.running->is_ready(); }));
      co_await body(all, there);
    };
    co_await kit::closing(story(), [&] {
      UNSCOPED_INFO(there.running->log());
      return there.close();
    });
  });
}

using orders = std::vector<std::vector<contracts::revision>>;

}  // namespace

TEST_CASE(
    "a roll-out whose connections are cut, wholly or one direction, again and again tells each device what it should, and "
    "nothing else") {
  with_far_away([](hub& all, far_away& there) -> task<void> {
    constexpr int fleet_size = 40;
    std::deque<told_device> devices;
    for (int number = 0; number < fleet_size; ++number) {
      devices.emplace_back(all, number);
      co_await devices.back().one.join(all.matching());
    }
    orders asked;
    for (const auto* image : {"localhost/web:1", "localhost/web:2"}) {
      const auto spec = all.spec(image);
      asked.push_back({contracts::revision_of(spec.score)});
      co_await all.deployments().apply("web", spec);
      std::ptrdiff_t cut_after = 0;
      bool half = false;
      REQUIRE(co_await all.becomes([&] {
        const auto told = std::ranges::count_if(
            devices, [&](const auto& one) { return !one.history.told().empty() && one.history.told().back() == asked.back(); });
        if (told > cut_after) {
          if (half = !half; half)
            there.half_close();
          else
            there.cut();
          cut_after = told + fleet_size / 5;
        }
        return told == fleet_size;
      }));
      for (auto& each : devices) co_await each.one.report(phase::running);
      REQUIRE(co_await all.becomes([&] {
        return all.deployments().status_is("web", [&](const contracts::deployment_status& now) {
          return now.update_revision == asked.back().front() && now.aggregate.matched == fleet_size &&
                 now.aggregate.succeeded == fleet_size && now.aggregate.pending == 0;
        });
      }));
    }
    for (const auto& each : devices) CHECK(each.history.orders() == asked);
  });
}

TEST_CASE(
    "what happens while nothing gets through to NATS and the API server, and the operator knows it, is done when it does "
    "again") {
  with_far_away([](hub& all, far_away& there) -> task<void> {
    told_device plc(all, 1);
    told_device late(all, 2);
    co_await roll_out(all, plc.one, all.spec("localhost/web:1"));
    REQUIRE(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.matched == 1; }); }));
    there.to_cluster.hold(true);
    co_await plc.one.report(phase::running);
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      co_return (co_await there.running->ask("/metrics"))
          .body.contains("controller_runtime_active_workers{controller=\"status\"} 1");
    }));
    there.to_nats.hold(true);
    const auto next = all.spec("localhost/web:2");
    co_await all.deployments().apply("web", next);
    co_await late.one.join(all.matching());
    // NATS' second ping, after 40 s, and a call's 30 s. A watch may be silent for 2 min, of which this is less.
    REQUIRE(co_await all.becomes([&] { return there.running->fails_ready("[-]nats failed", ""); }));
    REQUIRE(co_await all.becomes([&] { return there.running->log().contains("reconcile failed controller=status"); }));
    const auto first = contracts::revision_of(all.spec("localhost/web:1").score);
    CHECK(plc.history.orders() == orders{{first}});
    CHECK(late.history.orders().empty());

    there.to_cluster.hold(false);
    there.to_nats.hold(false);
    const auto second = contracts::revision_of(next.score);
    for (auto* each : {&plc, &late}) {
      REQUIRE(co_await all.becomes([&] { return std::ranges::contains(each->history.orders(), std::vector{second}); }));
      co_await each->one.report(phase::running);
      // It may have been silent for too long by now.
      each->one.beat();
    }
    REQUIRE(co_await all.becomes([&] {
      return all.deployments().status_is("web", [&](const contracts::deployment_status& now) {
        const auto& counts = now.aggregate;
        return now.update_revision == second && counts.matched == 2 && counts.updated == 2 && counts.succeeded == 2 &&
               counts.failed == 0 && counts.pending == 0 && counts.unreachable == 0;
      });
    }));
    CHECK(co_await all.becomes([&] { return there.running->is_ready(); }));
    CHECK(plc.history.orders() == orders{{first}, {second}});
    // Of the order and the device, either may be heard of first.
    CHECK(late.history.orders().back() == orders::value_type{second});
  });
}

TEST_CASE("over a network where everything takes long to arrive a roll-out tells the same") {
  with_far_away([](hub& all, far_away& there) -> task<void> {
    told_device plc(all, 1);
    co_await plc.one.join(all.matching());
    REQUIRE(co_await all.becomes([&] { return plc.one.is_told({}); }));
    for (auto* way : {&there.to_nats, &there.to_cluster}) way->delay(300ms);
    orders asked{{}};
    for (const auto* image : {"localhost/web:1", "localhost/web:2"}) {
      const auto spec = all.spec(image);
      asked.push_back({contracts::revision_of(spec.score)});
      co_await all.deployments().apply("web", spec);
      REQUIRE(co_await all.becomes([&] { return plc.history.told() == asked; }));
      co_await plc.one.report(phase::running);
      REQUIRE(co_await all.becomes([&] {
        return all.deployments().status_is("web", [&](const contracts::deployment_status& now) {
          return now.update_revision == asked.back().front() && now.aggregate.succeeded == 1 && now.aggregate.pending == 0;
        });
      }));
    }
    CHECK(plc.history.told() == asked);
  });
}
