// SPDX-License-Identifier: Apache-2.0
// The CustomResourceDefinition that a person deletes, and with it every Deployment.
#include "harmony/contracts/names.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

const kube::resource definitions{.group = "apiextensions.k8s.io",
                                 .version = "v1",
                                 .plural = "customresourcedefinitions",
                                 .kind = "CustomResourceDefinition",
                                 .namespaced = false};
const kube::object_key ours{"", "deployments.iot.nationtech.io"};

task<bool> is_gone(const kube::object_api& crds) {
  const auto found = co_await crds.get(ours);
  co_return found && !*found;
}

/// The device's desired document is there and names nothing.
task<bool> has_nothing_to_run(site& all) {
  const auto orders = contracts::decode_text<contracts::desired_state>(co_await all.stored(contracts::desired_state_bucket));
  co_return orders && orders->deployments.empty();
}

}  // namespace

TEST_CASE(
    "a CRD that is deleted takes the workloads off the devices first; installed and applied again, everything is as before") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    const kube::object_api crds(center.cluster(), definitions);
    REQUIRE(co_await crds.remove(ours));
    // It goes when no Deployment is left, and a Deployment when no document names it.
    REQUIRE(co_await all.becomes([&] { return is_gone(crds); }));
    CHECK(co_await has_nothing_to_run(all));
    REQUIRE(co_await all.becomes([&] { return site::containers().empty(); }));
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto ready = co_await center.ask("/readyz");
      co_return ready.status == 503 && ready.body.contains("[-]watches failed: ") &&
          ready.body.contains("is its CustomResourceDefinition installed?");
    }));
    CHECK((co_await center.ask("/healthz")).ok());

    const auto installed = kit::harmony_iot_says({"install"}, kit::shared_server().kubeconfig());
    REQUIRE(installed.code == 0);
    co_await all.apply("web", 2);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 2); }));
    CHECK(co_await all.becomes([&] { return center.is_ready(); }));
    const auto running = site::containers();
    REQUIRE(running.size() == 1);
    CHECK(running.front().state == "running");
    CHECK(center.log().contains("watch works again"));
  });
}

TEST_CASE("a CRD that is deleted while the operator is away waits for it, and the devices keep what they run until then") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    const kube::object_api crds(center.cluster(), definitions);
    CHECK(center.stop_operator() == 0);
    const auto before = site::containers();
    REQUIRE(co_await crds.remove(ours));
    // The API server has begun: it marks every Deployment, and waits for its finalizer.
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto meta = co_await center.deployments().meta("web");
      co_return meta && meta->deleting();
    }));
    CHECK_FALSE(co_await is_gone(crds));
    CHECK_FALSE(co_await has_nothing_to_run(all));
    CHECK(site::containers() == before);
    center.start_operator();
    REQUIRE(co_await all.becomes([&] { return is_gone(crds); }));
    CHECK(co_await has_nothing_to_run(all));
    CHECK(co_await all.becomes([&] { return site::containers().empty(); }));
    const auto installed = kit::harmony_iot_says({"install"}, kit::shared_server().kubeconfig());
    CHECK(installed.code == 0);
  });
}
