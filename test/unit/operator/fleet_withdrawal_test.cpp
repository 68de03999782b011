// SPDX-License-Identifier: Apache-2.0
// A resource that goes, and one that comes under the name of another.
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("a withdrawn deployment leaves every document that names it, and is released by the last of them") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  for (const auto* id : {"a", "b"}) {
    known.on_info(info(id, "lyon"), start);
    known.on_document(stored(id, 1, {entry("web")}));
  }
  CHECK(known.named(web));
  CHECK(known.withdraw(web).devices == std::set{device("a"), device("b")});
  for (const auto* id : {"a", "b"}) {
    const auto plan = known.plan_document(device(id)).next;
    REQUIRE(plan);
    CHECK(plan->deployments.empty());
    // Only the last one is news: looking at the resource again for each would cost the square of the fleet.
    CHECK(known.document_written(device(id), 2, *plan).deployments.contains(web) == (id == std::string_view("b")));
  }
  CHECK_FALSE(known.named(web));
}

TEST_CASE("before a resource was accepted its entries stay, after it is gone they go") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.on_document(stored("a", 1, {entry("web")}));
  CHECK_FALSE(known.plan_document(device("a")).next);
  known.on_resource(sync::deleted<kube::object_key>{web});
  known.withdraw(web);
  CHECK(known.plan_document(device("a")).next->deployments.empty());
}

TEST_CASE("a resource made anew under the old name is another deployment") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.accept(accepted("first"), selector({{"site", "lyon"}}));
  known.on_state(kv("a", 1, contracts::encode_text(state("a", {reported("first", 'a', contracts::phase::running)}))),
                 at(start));
  CHECK(known.status_of(web)->counts.succeeded == 1);
  CHECK(known.accept(accepted("second"), selector({{"site", "lyon"}})).devices == std::set{device("a")});
  CHECK(known.status_of(web)->counts.succeeded == 0);
  CHECK(known.status_of(web)->counts.pending == 1);
}
