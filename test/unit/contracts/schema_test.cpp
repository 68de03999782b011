// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/schema.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/deployment.hpp"

using namespace harmony::contracts;

namespace {

std::string schema_at(const boost::json::object& schema, std::string_view pointer) {
  boost::system::error_code missing;
  const boost::json::value document(schema);
  const auto* found = document.find_pointer(pointer, missing);
  return found == nullptr ? "missing" : canonical(*found);
}

}  // namespace

TEST_CASE("a service's schema bounds every member and says how lists merge") {
  const auto schema = schema_of<service>();
  CHECK(schema_at(schema, "/required") == R"(["name","image"])");
  CHECK(schema_at(schema, "/properties/name/maxLength") == "63");
  CHECK(schema_at(schema, "/properties/image/pattern") == R"("^[!-~]+$")");
  CHECK(schema_at(schema, "/properties/env/x-kubernetes-list-map-keys") == R"(["name"])");
  CHECK(schema_at(schema, "/properties/ports/x-kubernetes-list-type") == R"("set")");
  CHECK(schema_at(schema, "/properties/args/x-kubernetes-list-type") == R"("atomic")");
  CHECK(schema_at(schema, "/properties/args/items/maxLength") == "1024");
}

TEST_CASE("defaults, enums, maps and rules reach the schema") {
  const auto spec = schema_of<deployment_spec>();
  CHECK(schema_at(spec, "/properties/rollout/default") == "{}");
  CHECK(schema_at(spec, "/properties/rollout/properties/strategy/default") == R"("Immediate")");
  CHECK(schema_at(spec, "/properties/score/properties/type/enum") == R"(["PodmanV0"])");
  CHECK(schema_at(spec, "/properties/targetSelector/properties/matchLabels/maxProperties") == "16");
  CHECK(
      schema_at(spec, "/properties/targetSelector/properties/matchExpressions/items/x-kubernetes-validations").contains("In"));
  CHECK(schema_at(spec, "/required") == R"(["targetSelector","score"])");
}

TEST_CASE("times are date-times, numbers are not negative") {
  CHECK(schema_at(schema_of<condition>(), "/properties/lastTransitionTime/format") == R"("date-time")");
  CHECK(schema_at(schema_of<aggregate>(), "/properties/matched/minimum") == "0");
}
