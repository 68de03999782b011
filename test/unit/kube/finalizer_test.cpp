// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/finalizer.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/serialize.hpp>

using namespace harmony::kube;

namespace {

constexpr std::string_view ours = "iot.example.org/cleanup";

object_meta object(std::vector<std::string> finalizers, bool deleting = false) {
  object_meta made{.name = "web", .uid = "u-1", .finalizers = std::move(finalizers)};
  if (deleting) made.deletion_timestamp = "2026-11-24T12:00:00Z";
  return made;
}

}  // namespace

TEST_CASE("the four cells of the finalizer's table") {
  CHECK(plan_finalizer(object({}), ours) == finalizer_step::add);
  CHECK(plan_finalizer(object({"other/x"}), ours) == finalizer_step::add);
  CHECK(plan_finalizer(object({"other/x", std::string(ours)}), ours) == finalizer_step::apply);
  CHECK(plan_finalizer(object({std::string(ours)}, true), ours) == finalizer_step::cleanup);
  CHECK(plan_finalizer(object({"other/x"}, true), ours) == finalizer_step::nothing);
}

TEST_CASE("the first finalizer brings the list, and fails if there is one by now") {
  CHECK(boost::json::serialize(add_finalizer_patch(object({}), ours)) ==
        R"([{"op":"test","path":"/metadata/uid","value":"u-1"},)"
        R"({"op":"test","path":"/metadata/finalizers","value":null},)"
        R"({"op":"add","path":"/metadata/finalizers","value":["iot.example.org/cleanup"]}])");
}

TEST_CASE("a further finalizer goes to the end of the list that was seen") {
  CHECK(boost::json::serialize(add_finalizer_patch(object({"other/x"}), ours)) ==
        R"([{"op":"test","path":"/metadata/uid","value":"u-1"},)"
        R"({"op":"test","path":"/metadata/finalizers","value":["other/x"]},)"
        R"({"op":"add","path":"/metadata/finalizers/-","value":"iot.example.org/cleanup"}])");
}

TEST_CASE("taking ours off tests that it is ours that stands there") {
  const auto patch = remove_finalizer_patch(object({"other/x", std::string(ours)}, true), ours);
  REQUIRE(patch);
  CHECK(boost::json::serialize(*patch) == R"([{"op":"test","path":"/metadata/uid","value":"u-1"},)"
                                          R"({"op":"test","path":"/metadata/finalizers/1","value":"iot.example.org/cleanup"},)"
                                          R"({"op":"remove","path":"/metadata/finalizers/1"}])");
  CHECK_FALSE(remove_finalizer_patch(object({"other/x"}), ours));
}
