// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>

#include "cluster.hpp"
#include "harmony/kube/metadata.hpp"
#include "kit/eventually.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

const resource definitions{.group = "apiextensions.k8s.io",
                           .version = "v1",
                           .plural = "customresourcedefinitions",
                           .kind = "CustomResourceDefinition",
                           .namespaced = false};
const resource gadgets{.group = "test.example.org", .version = "v1", .plural = "gadgets", .kind = "Gadget"};

boost::json::value gadget_definition() {
  return boost::json::parse(R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
    "metadata":{"name":"gadgets.test.example.org"},
    "spec":{"group":"test.example.org","scope":"Namespaced","names":{"plural":"gadgets","singular":"gadget","kind":"Gadget"},
    "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},"schema":{"openAPIV3Schema":{
      "type":"object","properties":{"spec":{"type":"object","properties":{"size":{"type":"integer"}}},
      "status":{"type":"object","properties":{"ready":{"type":"integer"}}}}}}}]}})");
}

boost::json::value gadget(const object_key& key, std::string_view part, std::string_view field, int value) {
  return {{"apiVersion", gadgets.api_version()},
          {"kind", gadgets.kind},
          {"metadata", {{"namespace", key.namespace_}, {"name", key.name}}},
          {part, boost::json::object{{field, value}}}};
}

}  // namespace

TEST_CASE("a custom resource is served once defined, and its status is applied apart from its spec") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api objects(server, gadgets);
    const object_key key{co_await test::new_namespace(server), "one"};

    const auto unknown = co_await objects.get(key);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == errc::unavailable);
    CHECK(unknown.error().hint.contains("CustomResourceDefinition"));

    REQUIRE(co_await object_api(server, definitions).apply(gadget_definition(), {.manager = "test"}));
    REQUIRE(co_await kit::eventually(20s, [&]() -> task<bool> { co_return (co_await objects.get(key)).has_value(); }));

    REQUIRE(co_await objects.apply(gadget(key, "spec", "size", 3), {.manager = "test"}));
    const auto done =
        co_await objects.apply_status(gadget(key, "status", "ready", 2), {.manager = "test-status", .force = true});
    REQUIRE(done);
    CHECK(done->at_pointer("/spec/size") == 3);
    CHECK(done->at_pointer("/status/ready") == 2);
    CHECK(metadata_of(*done)->generation == 1);

    // The main resource does not take a status, the status does not take a spec.
    const auto spec = co_await objects.apply(gadget(key, "spec", "size", 4), {.manager = "test"});
    REQUIRE(spec);
    CHECK(spec->at_pointer("/status/ready") == 2);
    CHECK(metadata_of(*spec)->generation == 2);

    const auto typo = co_await objects.apply(gadget(key, "spec", "sise", 4), {.manager = "test"});
    REQUIRE_FALSE(typo);
    CHECK(typo.error().code == errc::invalid);
    CHECK(typo.error().detail.contains("spec.sise"));

    const auto nobody =
        co_await objects.apply_status(gadget({key.namespace_, "two"}, "status", "ready", 1), {.manager = "test"});
    REQUIRE_FALSE(nobody);
    CHECK(nobody.error().code == errc::not_found);
  });
}
