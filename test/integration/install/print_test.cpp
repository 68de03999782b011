// SPDX-License-Identifier: Apache-2.0
// `install --print` is for people who apply with tools of their own.
#include <catch2/catch_test_macros.hpp>

#include "cluster_objects.hpp"
#include "harmony/contracts/codec.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::install::test;

TEST_CASE("printing changes nothing, needs no cluster, and is a List") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kube::client server(executor, kit::admin_config());
    co_await uninstall(server);
    const auto space = unused_name();
    const auto before = co_await versions(server, space);
    const auto printed = run_install({"--print", "-n", space});
    CHECK(printed.code == 0);
    CHECK(co_await versions(server, space) == before);
    CHECK(kit::harmony_iot_says({"install", "--print", "-n", space}).output == printed.output);

    const auto list = contracts::parse_json(printed.output);
    REQUIRE(list);
    CHECK(list->at("apiVersion") == "v1");
    CHECK(list->at("kind") == "List");
    CHECK(list->at("items").as_array().size() == 7);
  });
}

TEST_CASE("what is printed is what an install applies") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    kube::client server(executor, kit::admin_config());
    const auto space = unused_name();
    REQUIRE(run_install({"-n", space, "--force-conflicts"}).code == 0);
    const auto before = co_await versions(server, space);
    const auto list = contracts::parse_json(run_install({"--print", "-n", space}).output);
    REQUIRE(list);
    for (const auto& item : list->at("items").as_array()) {
      CAPTURE(item.at("kind"));
      for (const auto& type :
           {namespaces, definitions, service_accounts, roles, role_bindings, election_roles, election_bindings}) {
        if (type.kind != item.at("kind").as_string()) continue;
        const kube::object_api objects(server, type);
        // In another's name it is accepted; in ours it changes nothing.
        CHECK(co_await objects.apply(item, {.manager = "kubectl", .force = true, .dry_run = true}));
        CHECK(co_await objects.apply(item, {.manager = "harmony-iot-install"}));
      }
    }
    CHECK(co_await versions(server, space) == before);
  });
}
