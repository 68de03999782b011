// SPDX-License-Identifier: Apache-2.0
#include "install/objects.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include "harmony/contracts/codec.hpp"

using namespace harmony;

TEST_CASE("objects come in the order in which they refer to each other") {
  std::string kinds;
  for (const auto& one : install::plan_cluster({})) kinds += one.type.kind + ",";
  CHECK(kinds == "Namespace,CustomResourceDefinition,ServiceAccount,ClusterRole,ClusterRoleBinding,");
}

TEST_CASE("what an object says it is, is where it is applied") {
  for (const auto& one : install::plan_cluster({})) {
    CHECK(std::string_view(one.object.at("kind").as_string()) == one.type.kind);
    CHECK(std::string_view(one.object.at("apiVersion").as_string()) == one.type.api_version());
    CHECK(one.object.at("metadata").as_object().contains("namespace") == one.type.namespaced);
    CHECK(one.object.at("metadata").at("labels").as_object().contains("app.kubernetes.io/name"));
  }
}

TEST_CASE("the namespace that is asked for is used everywhere") {
  const auto planned = install::plan_cluster({.namespace_ = "edge"});
  CHECK(std::string_view(planned[0].object.at("metadata").at("name").as_string()) == "edge");
  CHECK(std::string_view(planned[2].object.at("metadata").at("namespace").as_string()) == "edge");
  CHECK(contracts::canonical(planned[4].object.at("subjects")) ==
        R"([{"kind":"ServiceAccount","name":"harmony-iot-operator","namespace":"edge"}])");
}

TEST_CASE("the operator may touch our resource and nothing else, and delete nothing") {
  const auto planned = install::plan_cluster({});
  const auto& rules = planned[3].object.at("rules").as_array();
  for (const auto& rule : rules) {
    CHECK(contracts::canonical(rule.at("apiGroups")) == R"(["iot.nationtech.io"])");
    CHECK_FALSE(
        std::ranges::any_of(rule.at("verbs").as_array(), [](const auto& verb) { return verb == "*" || verb == "delete"; }));
  }
}
