// SPDX-License-Identifier: Apache-2.0
// What `harmony-iot install` does to a cluster and says about it.
#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include "cluster_objects.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/run.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::install::test;

namespace {

/// What is printed if the ClusterRole is `role` and everything else is `rest`.
std::string lines(std::string_view namespace_, std::string_view rest, std::string_view role) {
  return fmt::format(
      "namespaces/{0} {1}\ncustomresourcedefinitions/deployments.iot.nationtech.io {1}\nserviceaccounts/harmony-iot-operator "
      "{1}\nclusterroles/harmony-iot-operator {2}\nclusterrolebindings/harmony-iot-operator {1}\n"
      "roles/harmony-iot-operator-leader-election {1}\nrolebindings/harmony-iot-operator-leader-election {1}\n",
      namespace_, rest, role);
}

}  // namespace

TEST_CASE("the first install creates every object, the second changes none, and what was changed is configured") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kube::client server(executor, kit::admin_config());
    co_await uninstall(server);
    const auto space = unused_name();
    const auto first = run_install({"-n", space});
    CHECK(first.output == lines(space, "created", "created"));
    CHECK(first.code == 0);
    const auto before = co_await versions(server, space);
    const auto second = run_install({"-n", space});
    CHECK(second.output == lines(space, "unchanged", "unchanged"));
    CHECK(second.code == 0);
    CHECK(co_await versions(server, space) == before);

    const kube::object_api objects(server, roles);
    REQUIRE(co_await objects.patch_merge(
        {"", operator_name}, {{"metadata", {{"labels", {{"app.kubernetes.io/name", nullptr}}}}}}, {.manager = "kubectl"}));
    const auto third = run_install({"-n", space});
    CHECK(third.output == lines(space, "unchanged", "configured"));
    CHECK(third.code == 0);
  });
}

TEST_CASE("a field that somebody else changed is a conflict that names them, unless it is forced") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kube::client server(executor, kit::admin_config());
    const auto space = unused_name();
    REQUIRE(run_install({"-n", space, "--force-conflicts"}).code == 0);
    const kube::object_api objects(server, roles);
    REQUIRE(co_await objects.patch_merge({"", operator_name}, {{"rules", boost::json::array{}}}, {.manager = "kubectl"}));
    const auto refused = run_install({"-n", space});
    CHECK(refused.code == 1);
    CHECK(refused.output.contains("harmony-iot install: applying ClusterRole harmony-iot-operator"));
    CHECK(refused.output.contains("\"kubectl\" owns .rules"));
    CHECK(refused.output.contains("--force-conflicts"));
    const auto forced = run_install({"-n", space, "--force-conflicts"});
    CHECK(forced.code == 0);
    CHECK(forced.output == lines(space, "unchanged", "configured"));
  });
}

TEST_CASE("without a cluster the exit code and the words say what is missing") {
  const auto unconfigured = kit::harmony_iot_says({"install"});
  CHECK(unconfigured.code == 2);
  CHECK(
      unconfigured.output.starts_with("harmony-iot install: no Kubernetes cluster is configured: KUBECONFIG is not set, "
                                      "this is not a pod, and there is no /"));
  CHECK(unconfigured.output.ends_with("/.kube/config (name a kubeconfig with --kubeconfig or KUBECONFIG)\n"));

  const auto missing = kit::harmony_iot_says({"install"}, "/nowhere/config");
  CHECK(missing.code == 2);
  CHECK(missing.output.contains("KUBECONFIG is \"/nowhere/config\", and there is no such file"));
  const auto no_context = run_install({"--context", "other"});
  CHECK(no_context.code == 2);
  CHECK(no_context.output.contains("there is no context \"other\" (there are: test)"));

  const kit::temp_dir folder;
  const auto config = folder.path() / "config";
  const auto url = kit::write_kubeconfig_of_nobody(config);
  const auto unreachable = kit::harmony_iot_says({"install", "--kubeconfig", config});
  CHECK(unreachable.code == 1);
  CHECK(unreachable.output.contains(url + " refuses connections"));
}

TEST_CASE("mistakes on install's command line end it with 2 and are named") {
  const auto unknown = run_install({"--nmespace", "x"});
  CHECK(unknown.code == 2);
  CHECK(unknown.output.contains("--nmespace"));
  const auto bad_name = run_install({"-n", "Not_A_Name"});
  CHECK(bad_name.code == 2);
  CHECK(bad_name.output.contains("Not_A_Name"));
}
