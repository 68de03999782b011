// SPDX-License-Identifier: Apache-2.0
// The operator's rights in the cluster are taken away while it works, and given back.
#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "kit/access.hpp"
#include "kit/closing.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

const kit::service_account operator_account{"harmony-iot", "harmony-iot-operator"};
const kit::access reading{"list", std::string(contracts::api_group), std::string(contracts::deployment_plural), "", ""};
const kit::access leading{"update", "coordination.k8s.io", "leases", "", operator_account.namespace_};
const kube::resource bindings{"rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false};
const kube::resource local_bindings{"rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true};

task<void> take_rights_away(hub& all, kube::resource type, kube::object_key binding, kit::access which) {
  REQUIRE(co_await kube::object_api(all.cluster(), type).remove(binding));
  REQUIRE(co_await all.becomes(
      [&]() -> task<bool> { co_return !co_await kit::is_allowed(all.cluster(), operator_account, which); }));
}

void give_rights_back() {
  const auto installed = kit::harmony_iot_says({"install"}, kit::shared_server().kubeconfig());
  REQUIRE(installed.code == 0);
}

task<void> caught_up(hub& all) {
  for (const auto* name : {"web", "more"})
    CHECK(co_await all.becomes([&] {
      return all.deployments().status_is(name, [](const auto& now) {
        return now.aggregate.matched == 1 && now.aggregate.succeeded == 1 && now.aggregate.pending == 0;
      });
    }));
}

task<void> live_through(hub& all, kit::relay& to_cluster, replica& one) {
  REQUIRE(co_await all.becomes([&] { return one.is_ready(); }));
  co_await all.deployments().apply("web", all.spec("localhost/web:1"));
  device plc(all.streams(), "plc-1");
  co_await plc.join(all.matching());
  REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));

  co_await take_rights_away(all, bindings, {"", operator_account.name}, reading);
  co_await plc.report(phase::running);
  CHECK(co_await all.becomes(
      [&] { return one.fails_ready("[-]writes failed: status of ", "cannot patch resource \"deployments/status\""); }));
  // What is open stays open: the API server asks for the right when a watch begins.
  to_cluster.cut();
  CHECK(co_await all.becomes([&] { return one.fails_ready("[-]watches failed: ", "resource \"deployments\" in API group"); }));
  CHECK(one.log().contains("system:serviceaccount:harmony-iot:harmony-iot-operator"));
  CHECK((co_await one.ask("/healthz")).ok());
  const auto told = (co_await plc.told())->revision;
  co_await all.deployments().apply("more", all.spec("localhost/more:1"));

  give_rights_back();
  REQUIRE(co_await all.becomes([&] { return plc.is_told({"more", "web"}); }));
  CHECK((co_await plc.told())->revision == told + 1);
  co_await plc.report(phase::running);
  co_await caught_up(all);
  CHECK(co_await all.becomes([&] { return one.is_ready(); }));
}

}  // namespace

TEST_CASE("rights that are taken away are named by readiness, and with them given back everything is caught up") {
  with_hub([](hub& all) -> task<void> {
    kit::relay to_cluster(all.executor(), all.cluster_address(), {.tls = {.verify = false}});
    auto one = all.by(all.server().url(), all.kubeconfig_by(to_cluster), {"--no-leader-elect"});
    co_await kit::closing(live_through(all, to_cluster, *one), [&]() -> task<void> {
      UNSCOPED_INFO(one->log());
      one.reset();
      co_await to_cluster.close();
    });
  });
}

TEST_CASE("a leader that may not renew its Lease any more ends, and the one after it says why it waits and leads once it may") {
  with_hub([](hub& all) -> task<void> {
    // Stands for the usual 15 s, 10 s and 2 s.
    const auto quick = quick_election("13s", "12s");
    all.start_operator(quick);
    REQUIRE(co_await all.becomes([&] { return all.running().leads(); }));
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    const auto told = *co_await plc.told();

    co_await take_rights_away(all, local_bindings, {operator_account.namespace_, "harmony-iot-operator-leader-election"},
                              leading);
    // As long as the Lease lasts it is still the leader, and nobody else can be.
    CHECK(co_await all.becomes(
        [&] { return all.running().fails_ready("[-]leader-election failed: ", "cannot update resource \"leases\""); }));
    CHECK(all.running().ended() == 1);
    CHECK(all.log().contains("the lease was not renewed within 12.0 s"));
    CHECK(all.log().contains("cannot update resource"));
    co_await all.deployments().apply("more", all.spec("localhost/more:1"));
    all.start_operator(quick);
    CHECK(co_await all.becomes(
        [&] { return all.running().fails_ready("[-]leader-election failed: ", "cannot get resource \"leases\""); }));
    CHECK((co_await all.ask("/healthz")).ok());
    CHECK_FALSE(all.running().leads());

    give_rights_back();
    REQUIRE(co_await all.becomes([&] { return all.running().leads(); }));
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"more", "web"}); }));
    const auto now = *co_await plc.told();
    CHECK(now.revision == told.revision + 1);
    CHECK(now.document.epoch == contracts::epoch{told.document.epoch.lease_uid, told.document.epoch.transitions + 1});
    co_await plc.report(phase::running);
    co_await caught_up(all);
    CHECK(co_await all.becomes([&] { return all.is_ready(); }));
  });
}
