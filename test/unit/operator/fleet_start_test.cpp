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
  known.on_state(kv("a", 1, contracts::encode_text(state("a", {}))), at(start));
  known.on_resource(sync::init{});
  for (const auto& key : {web, db})
    known.on_resource(
        sync::item<kube::object_key, boost::json::value>{key, std::make_shared<boost::json::value>(boost::json::object{})});
  known.on_resource(sync::init_done{});
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.withdraw(db).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
}

TEST_CASE("a device whose document was lost keeps what it says to have of a resource that is refused") {
  const error no{.code = errc::invalid, .message = "no"};
  const kube::object_key db{"default", "db"};
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.on_resource(sync::applied<kube::object_key, boost::json::value>{
      db, std::make_shared<boost::json::value>(
              boost::json::object{{"metadata", {{"namespace", "default"}, {"name", "db"}, {"uid", "uid-db"}}}})});
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.refuse(db, 1, no);
  // Nobody knows yet what it has.
  CHECK_FALSE(known.plan_document(device("a")).next);
  const auto says = [&](const std::vector<contracts::deployment_state>& all) {
    return known.on_state(kv("a", 1, contracts::encode_text(state("a", all))), at(start));
  };
  SECTION("it has some of it") {
    CHECK(says({reported("uid-db", 'b', contracts::phase::running, "", {"default", "db"})}).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("db", 'b'), entry("web")});
  }
  SECTION("it has another one of that name, which was deleted") {
    says({reported("uid-of-an-older-db", 'b', contracts::phase::running, "", db)});
    CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
  }
  SECTION("it has nothing") {
    says({});
    CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
  }
  SECTION("the resource is mended or removed before it says anything") {
    CHECK(known.withdraw(db).devices == std::set{device("a")});
    CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
  }
}

TEST_CASE(
    "a device whose document was lost does not wait for a resource that cannot be accepted, and keeps what it has of it") {
  const kube::object_key db{"default", "db"};
  fleet::fleet known;
  known.on_info(sync::init_done{}, start);
  known.on_document(sync::init_done{});
  known.on_state(sync::init_done{}, at(start));
  known.on_resource(sync::init{});
  for (const auto& key : {web, db})
    known.on_resource(sync::item<kube::object_key, boost::json::value>{
        key, std::make_shared<boost::json::value>(boost::json::object{
                 {"metadata", {{"namespace", "default"}, {"name", key.name}, {"uid", "uid-" + key.name}}}})});
  known.on_resource(sync::init_done{});
  known.on_info(info("a", "lyon"), start);
  known.on_state(
      kv("a", 1,
         contracts::encode_text(state("a", {reported("uid-db", 'b', contracts::phase::running, "", {"default", "db"})}))),
      at(start));
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.put_off(db, 1).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("db", 'b'), entry("web")});
  CHECK_FALSE(known.status_of(db));
}

TEST_CASE("a resource that came later and cannot be accepted changes nothing for a device that has said nothing yet") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  known.on_resource(resource({"default", "db"}));
  CHECK(known.put_off({"default", "db"}, 1).devices.empty());
  CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
}

TEST_CASE("a leader of a Lease that counts fewer turns than it did is later than whoever wrote what is stored") {
  fleet::fleet known;
  const auto led_by = [&](std::string_view id, contracts::epoch epoch) {
    known.document_written(device(id), 1, {.device = device(id), .epoch = std::move(epoch), .deployments = {}});
  };
  led_by("a", {.lease_uid = "l", .transitions = 40});
  led_by("b", {.lease_uid = "l", .transitions = 39});
  led_by("c", {.lease_uid = "another", .transitions = 90});
  known.lead({.lease_uid = "l", .transitions = 12});
  CHECK(known.epoch() == contracts::epoch{"l", 41});
  known.lead({.lease_uid = "l", .transitions = 50});
  CHECK(known.epoch() == contracts::epoch{"l", 50});
  // One that nobody can be later than was written by hand.
  led_by("d", {.lease_uid = "l", .transitions = INT64_MAX});
  known.lead({.lease_uid = "l", .transitions = 51});
  CHECK(known.epoch() == contracts::epoch{"l", 51});
}

TEST_CASE("who leads later waits for the resources that came while another led, and signs with its epoch") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.on_state(kv("a", 1, contracts::encode_text(state("a", {}))), at(start));
  known.lead({.lease_uid = "l", .transitions = 2});
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.accept(accepted(), selector({{"site", "lyon"}})).devices == std::set{device("a")});
  const auto written = known.plan_document(device("a")).next;
  REQUIRE(written);
  CHECK(written->epoch == contracts::epoch{"l", 2});
}
