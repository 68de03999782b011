// SPDX-License-Identifier: Apache-2.0
#include "agent/plan.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"

using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

const auto web = service("web", "web:1");
const auto db = service("db", "db:1");

std::vector<action> steps(std::vector<action> all) { return all; }

}  // namespace

TEST_CASE("nothing there: pull, create, start, each image once") {
  const auto twin = service("twin", "web:1");
  const auto want = wanted({web, twin, db});
  CHECK(plan_deployment(want, {}) ==
        steps({ensure_image{web.image}, ensure_image{db.image}, create_and_start{is(want, "web"), web},
               create_and_start{is(want, "twin"), twin}, create_and_start{is(want, "db"), db}}));
}

TEST_CASE("what runs as wanted is left alone") {
  const auto want = wanted({web});
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(want, "web"), .running = true}}).empty());
}

TEST_CASE("what was created and not started is started; what ended is a repair") {
  const auto want = wanted({web});
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(want, "web")}}) == steps({start_container{.id = "c1"}}));
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(want, "web"), .started_before = true, .exit_code = 3}}) ==
        steps({start_container{.id = "c1", .repair = true, .exit_code = 3}}));
}

TEST_CASE("another revision: the new image first, then the old container goes, then the new one comes") {
  const auto old = wanted({web});
  const auto want = wanted({service("web", "web:2")});
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(old, "web"), .running = true}}) ==
        steps({ensure_image{want.score.data.services[0].image}, remove_container{"c1"},
               create_and_start{is(want, "web"), want.score.data.services[0]}}));
}

TEST_CASE("a resource made anew replaces its predecessor's containers") {
  const auto old = wanted({web}, "first");
  const auto want = wanted({web}, "second");
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(old, "web"), .running = true}}).size() == 3);
}

TEST_CASE("of two containers with one identity the running one stays") {
  const auto want = wanted({web});
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(want, "web")}, {.id = "c2", .is = is(want, "web"), .running = true}}) ==
        steps({remove_container{"c1"}}));
}

TEST_CASE("a service that left the score leaves the device") {
  const auto both = wanted({web, db});
  auto want = wanted({web});
  want.revision = both.revision;
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(both, "web"), .running = true},
                               {.id = "c2", .is = is(both, "db"), .running = true}}) == steps({remove_container{"c2"}}));
}

TEST_CASE("a paused deployment is left as it is") {
  auto want = wanted({web});
  want.paused = true;
  CHECK(plan_deployment(want, {}).empty());
}

TEST_CASE("removal takes every container") {
  const auto want = wanted({web, db});
  CHECK(plan_removal({{.id = "c1", .is = is(want, "web"), .running = true}, {.id = "c2", .is = is(want, "db")}}) ==
        steps({remove_container{"c1"}, remove_container{"c2"}}));
  CHECK(plan_removal({}).empty());
}
