// SPDX-License-Identifier: Apache-2.0
#include "agent/workload_state.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::agent;
using contracts::phase;

namespace {

const wall_clock::time_point noon = wall_clock::from_time_t(1'795'521'600);
const auto space = *contracts::resource_name::parse("default");
const auto web = *contracts::resource_name::parse("web");
const auto first = *contracts::revision::parse(std::string(64, 'a'));
const auto second = *contracts::revision::parse(std::string(64, 'b'));

}  // namespace

TEST_CASE("a summary counts what runs and what failed") {
  const auto in = [](const std::vector<contracts::phase>& phases) {
    std::vector<contracts::deployment_state> states;
    for (const auto one : phases) states.push_back({.phase = one});
    return summary_of(states);
  };
  using enum contracts::phase;
  CHECK(in({}) == "no deployments");
  CHECK(in({running, running}) == "2 of 2 deployments run");
  CHECK(in({running, failed, pulling, failed}) == "1 of 4 deployments run, 2 failed");
}

TEST_CASE("a deployment begins pending, and `since` moves with the phase alone") {
  workload_states states;
  states.begin(space, web, "uid", first, noon);
  CHECK(states.find("default/web")->phase == phase::pending);
  CHECK(states.set("default/web", phase::failed, "no such image", noon + 1s));
  CHECK(states.set("default/web", phase::failed, "no route", noon + 2s));
  CHECK(states.find("default/web")->since.at == noon + 1s);
  CHECK_FALSE(states.set("default/web", phase::failed, "no route", noon + 3s));
  CHECK(states.set("default/web", phase::running, "", noon + 4s));
  CHECK(states.find("default/web")->last_error.empty());
}

TEST_CASE("a clock that is set by a year is shown, and changes nothing else") {
  workload_states states;
  states.begin(space, web, "uid", first, noon);
  for (const auto jump : {365 * 24h, -365 * 24h}) {
    states.restarted("default/web");
    CHECK(states.set("default/web", phase::failed, "ended", noon + jump));
    CHECK(states.find("default/web")->since.at == noon + jump);
    CHECK(states.set("default/web", phase::running, "", noon));
    states.begin(space, web, "uid", first, noon + jump);
    CHECK(states.find("default/web")->since.at == noon);
  }
  CHECK(states.find("default/web")->restarts == 2);
}

TEST_CASE("another revision begins a new life, the same one goes on with the old") {
  workload_states states;
  states.begin(space, web, "uid", first, noon);
  states.restarted("default/web");
  states.set("default/web", phase::running, "", noon);
  states.begin(space, web, "uid", first, noon + 1h);
  CHECK(states.find("default/web")->restarts == 1);
  states.begin(space, web, "uid", second, noon + 1h);
  CHECK(states.find("default/web")->restarts == 0);
  CHECK(states.find("default/web")->phase == phase::pending);
}

TEST_CASE("what nobody began is not reported") {
  workload_states states;
  CHECK_FALSE(states.set("default/other", phase::running, "", noon));
  CHECK(states.all().empty());
}

TEST_CASE("an error that only names another port of our own end is no change") {
  workload_states states;
  states.begin(space, web, "uid", first, noon);
  states.set("default/web", phase::failed, "read tcp 10.0.2.100:40522->10.0.0.1:443: reset", noon);
  states.tries_again("default/web", 1s);
  CHECK_FALSE(states.set("default/web", phase::failed, "read tcp 10.0.2.100:51914->10.0.0.1:443: reset", noon + 1h));
  CHECK(states.all().front().last_error.contains("->10.0.0.1:443: reset; tried again within 10 seconds"));
  CHECK(states.set("default/web", phase::failed, "read tcp 10.0.2.100:51914->10.0.0.2:443: reset", noon + 1h));
}

TEST_CASE("when it is tried again is told behind the error, in few different words, and goes with it") {
  workload_states states;
  states.begin(space, web, "uid", first, noon);
  CHECK_FALSE(states.tries_again("default/web", 1s));
  states.set("default/web", phase::failed, "no such image", noon);
  CHECK(states.tries_again("default/web", 500ms));
  CHECK(states.all().front().last_error == "no such image; tried again within 10 seconds");
  CHECK_FALSE(states.tries_again("default/web", 8s));
  CHECK(states.tries_again("default/web", 16s));
  CHECK(states.all().front().last_error == "no such image; tried again within a minute");
  CHECK(states.tries_again("default/web", 128s));
  CHECK_FALSE(states.tries_again("default/web", 5min));
  CHECK(states.all().front().last_error == "no such image; tried again within 5 minutes");
  CHECK_FALSE(states.set("default/web", phase::failed, "no such image", noon));
  CHECK(states.set("default/web", phase::pulling, "no such image", noon));
  CHECK(states.all().front().last_error == "no such image; tried again within 5 minutes");
  states.set("default/web", phase::failed, "ended for good", noon);
  CHECK(states.all().front().last_error == "ended for good");
  states.set("default/web", phase::running, "", noon);
  CHECK(states.all().front().last_error.empty());
  states.set("default/web", phase::failed, "no such image", noon);
  CHECK(states.all().front().last_error == "no such image");
}

TEST_CASE("an error as long as it may be makes room for when it is tried again") {
  workload_states states;
  states.begin(space, web, "uid", first, noon);
  states.set("default/web", phase::failed, std::string(600, 'x'), noon);
  states.tries_again("default/web", 1s);
  const auto said = states.all().front().last_error;
  CHECK(said.size() == contracts::max_error_length);
  CHECK(said.ends_with("xx; tried again within 10 seconds"));
}
