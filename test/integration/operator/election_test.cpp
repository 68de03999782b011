// SPDX-License-Identifier: Apache-2.0
// Several replicas: one writes, another takes over.
#include "device.hpp"
#include "harmony/kube/lease.hpp"
#include "hub.hpp"
#include "kit/cluster.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

task<kube::lease> stored_lease(hub& all) {
  const kube::object_api leases(all.cluster(), kube::lease_type());
  co_return *kube::lease_of(**co_await leases.get({"harmony-iot", "harmony-iot-operator"}));
}

}  // namespace

TEST_CASE("a standby is ready, writes nothing, and takes over from a leader that stops") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    const auto first = (co_await plc.told())->document;
    const auto held = co_await stored_lease(all);
    CHECK(first.epoch == contracts::epoch{held.uid, held.transitions});

    const auto standby = all.another();
    REQUIRE(co_await all.becomes([&] { return standby->is_ready(); }));
    CHECK_FALSE(standby->leads());
    CHECK(all.stop_operator() == 0);
    REQUIRE(co_await all.becomes([&] { return standby->leads(); }));
    const auto revision = (co_await plc.told())->revision;
    co_await all.deployments().apply("more", all.spec("localhost/more:1"));
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"more", "web"}); }));
    const auto second = co_await plc.told();
    // Another leader alone is no reason to write a document.
    CHECK(second->revision == revision + 1);
    CHECK(second->document.epoch == contracts::epoch{held.uid, held.transitions + 1});
    CHECK(standby->stop() == 0);
  });
}

TEST_CASE("without the namespace for its Lease an operator waits and says what to do") {
  with_hub([](hub& all) -> task<void> {
    all.start_operator({"--lease-namespace", "nowhere"});
    REQUIRE(co_await all.becomes([&] { return all.log().contains("leader election failed, trying again"); }));
    CHECK(all.log().contains("harmony-iot install -n nowhere"));
    CHECK(all.log().contains("--lease-namespace"));
    const auto waiting = co_await all.ask("/readyz");
    CHECK(waiting.status == 503);
    CHECK(waiting.body.contains("leader-election"));
  });
}

TEST_CASE("without leader election an operator writes at once and touches no Lease") {
  with_hub([](hub& all) -> task<void> {
    all.start_operator({"--no-leader-elect", "--lease-namespace", "nowhere"});
    device plc(all.streams(), "plc-1");
    REQUIRE(co_await all.becomes([&] { return all.is_ready(); }));
    co_await plc.join(all.matching());
    CHECK(co_await all.becomes([&] { return plc.is_told({}); }));
    CHECK_FALSE(all.log().contains("Lease"));
  });
}
