// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"
#include "operator/fleet.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("a deletion that waits for a document that is lost is looked at again") {
  const kube::object_key web{"default", "web"};
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
