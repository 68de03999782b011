// SPDX-License-Identifier: Apache-2.0
#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "kit/access.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

const kit::service_account operator_account{"harmony-iot", "harmony-iot-operator"};
const kit::access holding{"patch", std::string(contracts::api_group), std::string(contracts::deployment_plural), "", ""};

/// Leaves the operator's role the right to read Deployments and to write their status.
task<void> forbid_holding(hub& all) {
  const kube::object_api roles(all.cluster(), {"rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false});
  const std::string group(contracts::api_group);
  const std::string plural(contracts::deployment_plural);
  const auto patched =
      co_await roles.patch_merge({"", operator_account.name},
                                 {{"rules",
                                   {{{"apiGroups", {group}}, {"resources", {plural}}, {"verbs", {"get", "list", "watch"}}},
                                    {{"apiGroups", {group}}, {"resources", {plural + "/status"}}, {"verbs", {"patch"}}}}}},
                                 {.manager = "test"});
  REQUIRE(patched);
  REQUIRE(co_await all.becomes(
      [&]() -> task<bool> { co_return !co_await kit::is_allowed(all.cluster(), operator_account, holding); }));
}

}  // namespace

TEST_CASE("nothing is written to NATS for a resource that the operator cannot hold") {
  with_hub([](hub& all) -> task<void> {
    co_await forbid_holding(all);
    all.start_operator();
    REQUIRE(co_await all.becomes([&] { return all.running().leads(); }));
    const auto spec = all.spec("localhost/web:1");
    co_await all.deployments().apply("web", spec);
    device plc(all.streams(), "plc-1");
    co_await plc.join(all.matching());
    CHECK(co_await all.becomes([&] { return plc.is_told({}); }));
    CHECK(co_await all.becomes([&] { return all.log().contains("answered 403 Forbidden"); }));
    CHECK(co_await plc.is_told({}));
    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    CHECK((co_await scores.get(contracts::revision_of(spec.score).text(), patience)).error().code == errc::not_found);

    const auto installed = kit::harmony_iot_says({"install", "--force-conflicts"}, kit::shared_server().kubeconfig());
    REQUIRE(installed.code == 0);
    CHECK(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    const auto meta = co_await all.deployments().meta("web");
    CHECK(meta->finalizers == std::vector{std::string(contracts::cleanup_finalizer)});
  });
}
