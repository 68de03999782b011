// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("the first document of a device is held against what was decided while it was on its way") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  const auto first = *known.plan_document(device("a")).next;
  CHECK(known.document_written(device("a"), 1, first).devices == std::set{device("a")});
  CHECK(known.document_written(device("a"), 2, first).devices.empty());
}

TEST_CASE("a deletion that waits for a document that is lost is looked at again") {
  fleet::fleet known;
  known.on_resource(sync::applied<kube::object_key, boost::json::value>{web, std::make_shared<boost::json::value>(1)});
  known.accept({.key = web, .uid = "uid-web", .generation = 1, .revision = revision('a'), .score = "{}"},
               selector({{"site", "lyon"}}));
  known.document_written(device("a"), 1, {.device = device("a"), .deployments = {entry("web")}});
  known.withdraw(web);
  CHECK(known.named(web));
  known.on_document(sync::init{});
  CHECK(known.on_document(sync::init_done{}).deployments == std::set{web});
  CHECK_FALSE(known.named(web));
}

TEST_CASE("what is read after a refused write is what is stored, also at an earlier revision than the one that was known") {
  auto known = complete();
  known.document_written(device("a"), 1000, {.device = device("a"), .deployments = {entry("web")}});
  const contracts::desired_state stored{.device = device("a"), .deployments = {entry("db")}};
  const auto look = known.document_read(
      std::make_shared<nats::entry>(nats::entry{.key = "a", .revision = 990, .value = contracts::encode_text(stored)}));
  CHECK(look.devices == std::set{device("a")});
  CHECK(look.deployments == std::set<kube::object_key>{{"default", "web"}, {"default", "db"}});
  REQUIRE(known.document(device("a")) != nullptr);
  CHECK(known.document(device("a"))->revision == 990);
  CHECK(known.named({"default", "db"}));
  CHECK_FALSE(known.named({"default", "web"}));
}

TEST_CASE("a device that waits without a document is looked at when one comes, even an empty one") {
  const kube::object_key undecided{"default", "db"};
  fleet::fleet known;
  known.on_resource(sync::init{});
  known.on_resource(sync::item<kube::object_key, boost::json::value>{undecided, std::make_shared<boost::json::value>(1)});
  known.on_resource(sync::init_done{});
  const contracts::device_info said{.device = device("a"), .labels = labels({{"site", "lyon"}})};
  known.on_info(kv("a", 1, contracts::encode_text(said)), {});
  known.accept({.key = {"default", "web"}, .uid = "uid-web", .generation = 1, .revision = revision('a'), .score = "{}"},
               selector({{"site", "lyon"}}));
  CHECK_FALSE(known.plan_document(device("a")).next);
  const contracts::desired_state empty{.device = device("a")};
  CHECK(known.on_document(kv("a", 1, contracts::encode_text(empty))).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next);
}
