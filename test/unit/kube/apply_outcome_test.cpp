// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/apply_outcome.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>

using namespace harmony::kube;

TEST_CASE("what was not there was created") {
  CHECK(outcome_of(std::nullopt, boost::json::parse(R"({"metadata":{"resourceVersion":"1"}})")) == apply_outcome::created);
}

TEST_CASE("a new version was configured") {
  CHECK(outcome_of(boost::json::parse(R"({"metadata":{"resourceVersion":"1"}})"),
                   boost::json::parse(R"({"metadata":{"resourceVersion":"2"}})")) == apply_outcome::configured);
}

TEST_CASE("the same version and content is unchanged, whatever the managed fields say") {
  CHECK(outcome_of(boost::json::parse(R"({"metadata":{"resourceVersion":"1","managedFields":[{"time":"a"}]},"data":{}})"),
                   boost::json::parse(R"({"data":{},"metadata":{"managedFields":[{"time":"b"}],"resourceVersion":"1"}})")) ==
        apply_outcome::unchanged);
}

TEST_CASE("a dry run keeps the version, so the content decides") {
  CHECK(outcome_of(boost::json::parse(R"({"metadata":{"resourceVersion":"1"},"data":{"a":"1"}})"),
                   boost::json::parse(R"({"metadata":{"resourceVersion":"1"},"data":{"a":"2"}})")) ==
        apply_outcome::configured);
}

TEST_CASE("outcomes are named as kubectl names them") {
  CHECK(name_of(apply_outcome::created) == "created");
  CHECK(name_of(apply_outcome::configured) == "configured");
  CHECK(name_of(apply_outcome::unchanged) == "unchanged");
}
