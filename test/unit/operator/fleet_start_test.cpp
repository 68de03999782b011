// SPDX-License-Identifier: Apache-2.0
// Before everything is known, and before we lead, no document is decided.
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("the fleet is ready when every watch has told everything, in whatever order") {
  fleet::fleet known;
  known.on_state(sync::init_done{}, at(start));
  known.on_document(sync::init_done{});
  known.on_info(sync::init_done{}, start);
  CHECK_FALSE(known.ready());
  known.on_resource(sync::init{});
  known.on_resource(sync::init_done{});
  CHECK(known.ready());
}

TEST_CASE("a device whose document was lost waits until every resource of the first listing was looked at") {
  const kube::object_key db{"default", "db"};
  fleet::fleet known;
  known.on_info(info("a", "lyon"), start);
  known.on_resource(sync::init{});
  for (const auto& key : {web, db})
    known.on_resource(
        sync::item<kube::object_key, boost::json::value>{key, std::make_shared<boost::json::value>(boost::json::object{})});
  known.on_resource(sync::init_done{});
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.refuse(db, 1, {.code = errc::invalid, .message = "no"}).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
}

TEST_CASE("who leads later waits for the resources that came while another led, and signs with its epoch") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.lead({.lease_uid = "l", .transitions = 2});
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.accept(accepted(), selector({{"site", "lyon"}})).devices == std::set{device("a")});
  const auto written = known.plan_document(device("a")).next;
  REQUIRE(written);
  CHECK(written->epoch == contracts::epoch{"l", 2});
}
