// SPDX-License-Identifier: Apache-2.0
#include "install/crd.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/codec.hpp"

using namespace harmony;
namespace json = boost::json;

namespace {

std::string at(const json::value& document, std::string_view pointer) {
  boost::system::error_code missing;
  const auto* found = document.find_pointer(pointer, missing);
  return found == nullptr ? "missing" : contracts::canonical(*found);
}

/// Calls `visit(path, schema)` for every schema in it.
template <class Visit>
void each_schema(const std::string& path, const json::object& schema, const Visit& visit) {
  visit(path, schema);
  if (const auto* members = schema.if_contains("properties"))
    for (const auto& [name, one] : members->as_object()) each_schema(path + "." + std::string(name), one.as_object(), visit);
  if (const auto* items = schema.if_contains("items")) each_schema(path + "[]", items->as_object(), visit);
  if (const auto* values = schema.if_contains("additionalProperties")) each_schema(path + "{}", values->as_object(), visit);
}

const json::value crd = contracts::encode(install::deployment_crd());

}  // namespace

TEST_CASE("the resource has the names that people type") {
  CHECK(at(crd, "/metadata/name") == R"("deployments.iot.nationtech.io")");
  CHECK(at(crd, "/spec/names/shortNames") == R"(["iotd","iotdeploy"])");
  CHECK(at(crd, "/spec/names/categories") == R"(["iot"])");
  CHECK(at(crd, "/spec/scope") == R"("Namespaced")");
  CHECK(at(crd, "/spec/versions/0/subresources/status") == "{}");
}

TEST_CASE("its columns come in the order in which they are read") {
  std::string names;
  for (const auto& one : crd.at_pointer("/spec/versions/0/additionalPrinterColumns").as_array())
    names += std::string(one.at("name").as_string()) + ",";
  CHECK(names == "Ready,Devices,Updated,Ready Devices,Failed,Age,Image,Reason,");
}

TEST_CASE("everything in its schema is typed and bounded, so that rules can be costed") {
  const auto& schema = crd.at_pointer("/spec/versions/0/schema/openAPIV3Schema").as_object();
  int seen = 0;
  each_schema("", schema, [&](const std::string& path, const json::object& one) {
    INFO(path);
    ++seen;
    REQUIRE(one.contains("type"));
    const auto& type = one.at("type").as_string();
    const bool top = path == ".apiVersion" || path == ".kind" || path == ".metadata";  // the API server's own
    if (type == "string" && !top) CHECK((one.contains("maxLength") || one.contains("enum")));
    if (type == "array") CHECK((one.contains("maxItems") && one.contains("x-kubernetes-list-type")));
    if (type == "object" && !top) CHECK((one.contains("properties") || one.contains("maxProperties")));
    CHECK_FALSE(one.contains("x-kubernetes-preserve-unknown-fields"));
  });
  CHECK(seen > 40);
}

TEST_CASE("the name is held to what a NATS token can be") {
  CHECK(at(crd, "/spec/versions/0/schema/openAPIV3Schema/x-kubernetes-validations/0/rule").contains("self.metadata.name"));
}
