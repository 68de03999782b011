// SPDX-License-Identifier: Apache-2.0
#include "apply/targets.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;

namespace {

constexpr std::string_view web = "apiVersion: iot.nationtech.io/v1alpha1\nkind: Deployment\nmetadata:\n  name: web\n";
constexpr std::string_view api =
    "apiVersion: iot.nationtech.io/v1alpha1\nkind: Deployment\nmetadata:\n  name: api\n  namespace: other\n";

std::string why_not(std::string_view text, std::string_view namespace_ = {}) {
  const auto read = apply::targets_in("web.yaml", text, namespace_);
  return read ? "it was accepted" : read.error().text();
}

}  // namespace

TEST_CASE("a file's Deployments are taken in their order, with their own namespace or the one that was typed") {
  const auto both = std::string(web) + "---\n" + std::string(api);
  auto read = apply::targets_in("web.yaml", both, "");
  REQUIRE(read);
  REQUIRE(read->size() == 2);
  CHECK(read->at(0).origin == "web.yaml:1");
  CHECK(read->at(0).key == kube::object_key{"", "web"});
  CHECK(read->at(1).origin == "web.yaml:6");
  CHECK(read->at(1).key == kube::object_key{"other", "api"});

  apply::place(read->at(0), "default");
  apply::place(read->at(1), "default");
  CHECK(read->at(0).key.namespace_ == "default");
  CHECK(read->at(0).object.at_pointer("/metadata/namespace") == "default");
  CHECK(read->at(1).key.namespace_ == "other");

  const auto typed = apply::targets_in("web.yaml", web, "mine");
  REQUIRE(typed);
  CHECK(typed->front().origin == "web.yaml");
  CHECK(typed->front().key == kube::object_key{"mine", "web"});
  CHECK(typed->front().object.at_pointer("/metadata/namespace") == "mine");
}

TEST_CASE("what is no Deployment of ours is told where it belongs") {
  CHECK(why_not("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n") ==
        "web.yaml: this is apps/v1 Deployment, and harmony-iot apply takes iot.nationtech.io/v1alpha1 Deployment only "
        "(kubectl apply -f is for everything else)");
  CHECK(why_not(std::string(web) + "---\napiVersion: v1\nkind: ConfigMap\n").starts_with("web.yaml:6: this is v1 ConfigMap"));
  CHECK(why_not("a: 1\n").starts_with("web.yaml: this has no apiVersion and kind (begin with"));
  CHECK(why_not("- a\n").starts_with("web.yaml: this has no apiVersion and kind"));
  CHECK(why_not("kind: 1\napiVersion: v1\n").starts_with("web.yaml: this has no apiVersion and kind"));
}

TEST_CASE("a file that cannot be acted on says why") {
  CHECK(why_not("") == "web.yaml: there is no document in it");
  CHECK(why_not("a: [\n").starts_with("web.yaml: it is not valid YAML at line 2"));
  CHECK(why_not("apiVersion: iot.nationtech.io/v1alpha1\nkind: Deployment\n").starts_with("web.yaml: metadata"));
  CHECK(why_not(api, "mine") == "web.yaml: metadata.namespace is \"other\", and -n says \"mine\" (leave one of them out)");
}
