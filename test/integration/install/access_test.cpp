// SPDX-License-Identifier: Apache-2.0
// The operator's account may do what the operator does, and nothing else. That it suffices is what the operator's own
// integration tests show: there the operator runs as this account.
#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include "cluster_objects.hpp"
#include "kit/access.hpp"
#include "kit/cluster.hpp"
#include "kit/eventually.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::install::test;

TEST_CASE("the operator may read Deployments, hold them, write their status and Events and its Lease, and nothing else") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kube::client server(executor, kit::admin_config());
    const auto space = unused_name();
    REQUIRE(run_install({"-n", space, "--force-conflicts"}).code == 0);
    const kit::service_account account{space, operator_name};
    constexpr auto group = "iot.nationtech.io";
    struct row {
      kit::access what;
      bool allowed;
    };
    const std::vector<row> table{
        {{"get", group, "deployments", "", ""}, true},
        {{"list", group, "deployments", "", ""}, true},
        {{"watch", group, "deployments", "", ""}, true},
        {{"patch", group, "deployments", "", ""}, true},
        {{"patch", group, "deployments", "status", ""}, true},
        {{"create", "events.k8s.io", "events", "", ""}, true},
        {{"patch", "events.k8s.io", "events", "", ""}, true},
        {{"get", "coordination.k8s.io", "leases", "", space}, true},
        {{"create", "coordination.k8s.io", "leases", "", space}, true},
        {{"update", "coordination.k8s.io", "leases", "", space}, true},
        {{"update", "coordination.k8s.io", "leases", "", ""}, false},
        {{"delete", "coordination.k8s.io", "leases", "", space}, false},
        {{"list", "events.k8s.io", "events", "", ""}, false},
        {{"create", "", "events", "", ""}, false},
        {{"create", group, "deployments", "", ""}, false},
        {{"update", group, "deployments", "finalizers", ""}, false},
        {{"update", group, "deployments", "", ""}, false},
        {{"delete", group, "deployments", "", ""}, false},
        {{"deletecollection", group, "deployments", "", ""}, false},
        {{"get", group, "deployments", "status", ""}, false},
        {{"update", group, "deployments", "status", ""}, false},
        {{"update", group, "deployments", "finalizers", ""}, false},
        {{"get", "apps", "deployments", "", ""}, false},
        {{"get", "", "secrets", "", space}, false},
        {{"list", "", "configmaps", "", space}, false},
        {{"list", "", "pods", "", space}, false},
        {{"get", "apiextensions.k8s.io", "customresourcedefinitions", "", ""}, false},
        {{"bind", "rbac.authorization.k8s.io", "clusterroles", "", ""}, false},
        {{"impersonate", "", "serviceaccounts", "", space}, false},
        {{"create", "", "serviceaccounts", "token", space}, false},
    };
    // The authorizer learns of a new binding by a watch of its own.
    REQUIRE(co_await kit::eventually(60s, [&] { return kit::is_allowed(server, account, table.front().what); }));
    for (const auto& [what, allowed] : table) {
      CAPTURE(what.verb, what.group, what.resource, what.subresource);
      CHECK(co_await kit::is_allowed(server, account, what) == allowed);
      // The same name in another namespace is somebody else.
      CHECK_FALSE(co_await kit::is_allowed(server, {"default", operator_name}, what));
    }
  });
}
