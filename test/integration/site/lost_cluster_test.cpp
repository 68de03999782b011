// SPDX-License-Identifier: Apache-2.0
// A cluster that was made anew, or restored from before its Deployments: nobody deleted what the devices run.
#include "harmony/contracts/names.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

TEST_CASE("devices keep what a cluster has lost, with NATS lost too, until it is brought back and deleted") {
  with_site([](site& all) -> task<void> {
    auto& hub = all.center();
    const auto before = site::containers();
    hub.stop_operator();
    co_await hub.deployments().discard_all();
    REQUIRE(co_await all.becomes([&] { return hub.deployments().gone("web"); }));
    hub.start_operator();
    REQUIRE(co_await all.becomes([&] { return hub.running().leads(); }));
    REQUIRE(co_await all.becomes([&] { return hub.log().contains("they keep it for now"); }));
    const auto missing_one = [&]() -> task<bool> {
      co_return (co_await hub.ask("/metrics")).body.contains("harmony_iot_deployments_missing 1\n");
    };
    CHECK(co_await missing_one());

    // Another Deployment reaches the device, and nothing is taken from it.
    co_await all.apply("other", 1);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("other", 1); }));
    const auto both = site::containers();
    REQUIRE(both.size() == 2);
    CHECK(std::ranges::contains(both, before.front()));

    hub.stop_operator();
    hub.server().stop();
    hub.server().lose_data();
    hub.server().start();
    hub.start_operator();
    REQUIRE(co_await all.becomes([&] { return hub.running().leads(); }));
    REQUIRE(co_await all.becomes(
        [&]() -> task<bool> { co_return (co_await all.stored(contracts::desired_state_bucket)).contains("other"); }));
    REQUIRE(co_await all.becomes(missing_one));
    CHECK(hub.log().contains("they keep it for now"));
    REQUIRE(co_await hub.settles());
    CHECK(site::containers() == both);

    co_await all.apply("web", 1);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 1); }));
    REQUIRE(co_await all.becomes([&] { return all.is_complete("other", 1); }));
    // It is another resource of that name, and takes the place of the one before.
    CHECK(site::containers().size() == 2);
    co_await hub.deployments().remove("web");
    REQUIRE(co_await all.becomes([&] { return site::containers().size() == 1; }));
    CHECK(std::ranges::contains(both, site::containers().front()));
    CHECK(site::containers().front() != before.front());
  });
}
