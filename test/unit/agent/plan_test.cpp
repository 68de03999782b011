// SPDX-License-Identifier: Apache-2.0
#include "agent/plan.hpp"

#include <tuple>

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
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(want, "web")}}) == steps({start_container{.id = "c1", .service = "web"}}));
  CHECK(plan_deployment(want, {{.id = "c1", .is = is(want, "web"), .started_before = true, .exit_code = 3}}) ==
        steps({start_container{.id = "c1", .service = "web", .repair = true, .exit_code = 3}}));
}

TEST_CASE("what is there and does not run waits for nobody's image, unless something has to go first") {
  const auto want = wanted({web, db});
  const std::vector<container> half{{.id = "c2", .is = is(want, "db"), .started_before = true}};
  CHECK(plan_deployment(want, half) == steps({start_container{.id = "c2", .service = "db", .repair = true},
                                              ensure_image{web.image}, create_and_start{is(want, "web"), web}}));
  auto with_another = half;
  with_another.push_back({.id = "c1", .is = is(wanted({service("web", "web:2")}), "web"), .running = true});
  CHECK(plan_deployment(want, with_another) ==
        steps({ensure_image{web.image}, remove_container{"c1"}, start_container{.id = "c2", .service = "db", .repair = true},
               create_and_start{is(want, "web"), web}}));
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

TEST_CASE("what was removed half-way makes room for another of its kind, and never stands for it") {
  const auto want = wanted({web});
  const container half{.id = "c1", .is = is(want, "web"), .half_removed = true, .started_before = true};
  CHECK(plan_deployment(want, {half}) ==
        steps({ensure_image{web.image}, remove_container{"c1"}, create_and_start{is(want, "web"), web}}));
  CHECK(plan_deployment(want, {half, {.id = "c2", .is = is(want, "web"), .running = true}}) == steps({remove_container{"c1"}}));
  CHECK_FALSE(is_as_asked(want, {half}));
}

TEST_CASE("images are had as the policy says, one image once a policy") {
  auto always = service("a", "web:1");
  always.image_pull_policy = harmony::contracts::image_pull_policy::always;
  auto never = service("b", "web:1");
  never.image_pull_policy = harmony::contracts::image_pull_policy::never;
  const auto steps_to = plan_deployment(wanted({web, always, never}), {});
  REQUIRE(steps_to.size() == 6);
  CHECK(steps_to[0] == action{ensure_image{web.image, web.image_pull_policy}});
  CHECK(steps_to[1] == action{ensure_image{web.image, always.image_pull_policy}});
  CHECK(steps_to[2] == action{ensure_image{web.image, never.image_pull_policy}});
}

TEST_CASE("what ended is started again or not, as the policy says") {
  using enum harmony::contracts::restart_policy;
  const std::optional<std::int64_t> unseen;
  for (const auto& [policy, exit_code, again] :
       std::vector<std::tuple<harmony::contracts::restart_policy, std::optional<std::int64_t>, bool>>{
           {always, 0, true},
           {always, 3, true},
           {always, unseen, true},
           {on_failure, 0, false},
           {on_failure, 3, true},
           {on_failure, unseen, true},
           {never, 0, false},
           {never, 3, false},
           {never, unseen, false}}) {
    CAPTURE(policy, exit_code.value_or(-1));
    CHECK(is_restarted(policy, exit_code) == again);
    auto job = service("job", "web:1");
    job.restart_policy = policy;
    const auto want = wanted({job});
    const std::vector<container> ended{{.id = "c1", .is = is(want, "job"), .started_before = true, .exit_code = exit_code}};
    CHECK(plan_deployment(want, ended).empty() == !again);
    CHECK(failed_for_good(want, ended).empty() == (again || exit_code == 0));
    // One that was made and never ran is started under every policy.
    CHECK(plan_deployment(want, {{.id = "c1", .is = is(want, "job")}}).size() == 1);
    CHECK(failed_for_good(want, {{.id = "c1", .is = is(want, "job")}}).empty());
    CHECK(failed_for_good(want, {{.id = "c1", .is = is(want, "job"), .running = true, .started_before = true}}).empty());
  }
}

TEST_CASE("what failed for good says with what, and why it stays so") {
  auto job = service("job", "web:1");
  job.restart_policy = harmony::contracts::restart_policy::never;
  const auto want = wanted({web, job});
  container ended{.id = "c1", .is = is(want, "job"), .started_before = true, .exit_code = 3};
  CHECK(failed_for_good(want, {ended}) ==
        "services[job] ended with exit code 3, and restartPolicy Never does not start it again");
  ended.exit_code.reset();
  CHECK(failed_for_good(want, {ended}) ==
        "services[job] ended with the device, before it was done, and restartPolicy Never does not start it again");
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
