// SPDX-License-Identifier: Apache-2.0
// What the cluster does not have, or has in another version.
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/eventually.hpp"
#include "kit/temp_dir.hpp"
#include "person.hpp"

using namespace harmony;
using namespace harmony::apply::test;

namespace {

const kube::resource definitions{"apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false};
const kube::object_key definition{"", "deployments.iot.nationtech.io"};
const std::vector<std::string> web{"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"};

}  // namespace

TEST_CASE("a cluster without the CustomResourceDefinition is told from one where something is wrong with the words") {
  with_person([](person& one) -> task<void> {
    const kube::object_api objects(one.cluster(), definitions);
    REQUIRE(co_await objects.remove(definition));
    // It stays for a moment, until its objects are gone.
    REQUIRE(co_await kit::eventually(patience,
                                     [&]() -> task<bool> { co_return co_await objects.get(definition) == std::nullopt; }));
    kit::finished refused;
    CHECK(co_await kit::eventually(patience, [&] {
      refused = one.types(web);
      return refused.output.contains("is its CustomResourceDefinition installed? run harmony-iot install");
    }));
    CHECK(refused.code == 1);
  });
}

TEST_CASE("a field that the cluster's version of the definition does not have is refused by name, not dropped") {
  with_person([](person& one) -> task<void> {
    const auto env =
        "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/score/properties/data/properties/services/items/"
        "properties/env";
    REQUIRE(co_await kube::object_api(one.cluster(), definitions)
                .patch_json(definition, {{{"op", "remove"}, {"path", env}}}, {.manager = "test"}));
    auto words = web;
    words.insert(words.end(), {"--env", "A=1"});
    kit::finished refused;
    // The API server serves the new schema a moment after it accepted it.
    CHECK(co_await kit::eventually(patience, [&] {
      refused = one.types(words);
      return refused.code != 0;
    }));
    CHECK(refused.code == 2);
    CHECK(refused.output.contains("env"));
    CHECK(refused.output.contains("not declared in schema"));
  });
}

TEST_CASE("a namespace that does not exist is said, and so is a server that does not answer") {
  with_person([](person& /*one*/) -> task<void> {
    auto words = web;
    words.insert(words.begin(), "apply");
    words.insert(words.end(), {"-n", "nowhere"});
    const auto refused = kit::harmony_iot_says(words, kit::shared_server().kubeconfig());
    CHECK(refused.code == 2);
    CHECK(refused.output.contains("namespaces \"nowhere\" not found"));
    CHECK(refused.output.contains("kubectl create namespace nowhere, or -n names another one"));
    const auto unconfigured = kit::harmony_iot_says(words);
    CHECK(unconfigured.code == 2);
    CHECK(unconfigured.output.contains("no Kubernetes cluster is configured"));

    const kit::temp_dir folder;
    const auto config = folder.path() / "config";
    const auto url = kit::write_kubeconfig_of_nobody(config);
    const auto unreachable = kit::harmony_iot_says(words, config);
    CHECK(unreachable.code == 1);
    CHECK(unreachable.output.contains(url + " refuses connections"));
    co_return;
  });
}
