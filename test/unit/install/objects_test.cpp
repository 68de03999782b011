// SPDX-License-Identifier: Apache-2.0
#include "install/objects.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include "harmony/contracts/codec.hpp"

using namespace harmony;

TEST_CASE("objects come in the order in which they refer to each other") {
  std::string kinds;
  for (const auto& one : install::plan_cluster({})) kinds += one.type.kind + ",";
  CHECK(kinds == "Namespace,CustomResourceDefinition,ServiceAccount,ClusterRole,ClusterRoleBinding,Role,RoleBinding,");
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
  CHECK(std::string_view(planned[5].object.at("metadata").at("namespace").as_string()) == "edge");
  for (const auto& binding : {planned[4], planned[6]})
    CHECK(contracts::canonical(binding.object.at("subjects")) ==
          R"([{"kind":"ServiceAccount","name":"harmony-iot-operator","namespace":"edge"}])");
}

TEST_CASE("the operator may touch our resource, tell of it and elect a leader, and nothing else; and delete nothing") {
  const auto planned = install::plan_cluster({});
  std::string groups;
  for (const auto& one : {planned[3], planned[5]}) {
    for (const auto& rule : one.object.at("rules").as_array()) {
      groups += contracts::canonical(rule.at("apiGroups"));
      CHECK_FALSE(
          std::ranges::any_of(rule.at("verbs").as_array(), [](const auto& verb) { return verb == "*" || verb == "delete"; }));
    }
  }
  CHECK(groups == R"(["iot.nationtech.io"]["iot.nationtech.io"]["events.k8s.io"]["coordination.k8s.io"])");
}
