// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/lease.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/serialize.hpp>

using namespace harmony;
using namespace harmony::kube;

namespace {

const lease full{.uid = "u-1",
                 .resource_version = "7",
                 .holder = "a",
                 .duration = 15s,
                 .transitions = 3,
                 .acquire_time = "2026-11-24T12:00:00.000001Z",
                 .renew_time = "2026-11-24T12:00:02.000001Z"};

}  // namespace

TEST_CASE("a Lease is written as Kubernetes has it and read back") {
  const auto object = lease_object({"harmony-iot", "operator"}, full);
  CHECK(boost::json::serialize(object.at("spec")) ==
        R"({"holderIdentity":"a","leaseDurationSeconds":15,"leaseTransitions":3,)"
        R"("acquireTime":"2026-11-24T12:00:00.000001Z","renewTime":"2026-11-24T12:00:02.000001Z"})");
  CHECK(object.at_pointer("/metadata/resourceVersion") == "7");
  CHECK(object.at("apiVersion") == "coordination.k8s.io/v1");
  CHECK(lease_of(object) == full);
}

TEST_CASE("a Lease that is to be created names no version") {
  const auto object = lease_object({"harmony-iot", "operator"}, {.holder = "a"});
  CHECK(boost::json::serialize(object.at("metadata")) == R"({"name":"operator","namespace":"harmony-iot"})");
}

TEST_CASE("a Lease that nobody holds reads as one, whatever it leaves out") {
  CHECK(lease_of({{"metadata", {{"name", "x"}, {"uid", "u"}}}}) == lease{.uid = "u"});
  CHECK(lease_of({{"metadata", {{"name", "x"}}}, {"spec", {{"holderIdentity", nullptr}}}})->holder.empty());
  CHECK_FALSE(lease_of({{"spec", {{"holderIdentity", "a"}}}}));
}
