// SPDX-License-Identifier: Apache-2.0
#include "install/crd.hpp"

#include "harmony/contracts/deployment.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/contracts/schema.hpp"

namespace harmony::install {

namespace {

namespace json = boost::json;

std::string text(std::string_view name) { return std::string(name); }

/// The whole object's schema: spec and status from their types, metadata only as far as its name becomes a NATS token.
json::object object_schema() {
  auto spec = contracts::schema_of<contracts::deployment_spec>();
  auto status = contracts::schema_of<contracts::deployment_status>();
  // The status is written in parts, by one writer: what it lacks for a moment must not make the object invalid.
  status.erase("required");
  return {
      {"type", "object"},
      {"description", "Containers for every device whose labels match."},
      {"required", json::array{"spec"}},
      {"properties", json::object{{"apiVersion", json::object{{"type", "string"}}},
                                  {"kind", json::object{{"type", "string"}}},
                                  {"metadata", json::object{{"type", "object"}}},
                                  {"spec", std::move(spec)},
                                  {"status", std::move(status)}}},
      {"x-kubernetes-validations",
       json::array{json::object{{"rule", "self.metadata.name.size() <= 63 && self.metadata.name.matches('" +
                                             text(contracts::resource_name_rule::pattern) + "')"},
                                {"message", "the name has to be " + text(contracts::resource_name_rule::what)}}}},
  };
}

printer_column column(std::string name, std::string type, std::string path, int priority = 0) {
  return {
      .name = std::move(name), .type = std::move(type), .json_path = std::move(path), .description = {}, .priority = priority};
}

}  // namespace

custom_resource_definition deployment_crd() {
  crd_version version{
      .name = text(contracts::api_version),
      .schema = {.openAPIV3Schema = object_schema()},
      .subresources = {},
      .additional_printer_columns =
          {
              column("Ready", "string", R"(.status.conditions[?(@.type=="Ready")].status)"),
              column("Devices", "integer", ".status.aggregate.matched"),
              column("Updated", "integer", ".status.aggregate.updated"),
              column("Ready Devices", "integer", ".status.aggregate.succeeded"),
              column("Failed", "integer", ".status.aggregate.failed"),
              column("Age", "date", ".metadata.creationTimestamp"),
              column("Image", "string", ".spec.score.data.services[*].image", 1),
              column("Reason", "string", R"(.status.conditions[?(@.type=="Ready")].reason)", 1),
          },
  };
  return {
      .metadata = {.name = text(contracts::deployment_plural) + "." + text(contracts::api_group),
                   .namespace_ = {},
                   .labels = {}},
      .spec = {.group = text(contracts::api_group),
               .names = {.plural = text(contracts::deployment_plural),
                         .singular = "deployment",
                         .kind = text(contracts::deployment_kind),
                         .list_kind = "DeploymentList",
                         .short_names = {"iotd", "iotdeploy"},
                         .categories = {"iot"}},
               .versions = {std::move(version)}},
  };
}

}  // namespace harmony::install
