// SPDX-License-Identifier: Apache-2.0
// What a score asks for beyond an image: when to restart, when to pull, what to mount, and what this agent cannot do.
#include <algorithm>

#include "field.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

contracts::service job(std::string line, contracts::restart_policy policy) {
  auto one = kit::shell("job", "localhost/web:1", std::move(line));
  one.restart_policy = policy;
  return one;
}

/// Orders the score alone and waits for that phase; returns what is said of it.
task<contracts::deployment_state> ordered(field& all, contracts::score score, phase until) {
  const auto wanted = all.entry("web", score);
  co_await all.store(wanted.revision, std::move(score));
  co_await all.order({wanted});
  contracts::deployment_state said;
  REQUIRE(co_await all.becomes([&]() -> task<bool> {
    const auto now = co_await all.state();
    if (!now || now->deployments.size() != 1) co_return false;
    said = now->deployments.front();
    co_return said.revision == wanted.revision&& said.phase == until;
  }));
  co_return said;
}

task<bool> ended(field& all) {
  co_return co_await all.becomes([] {
    const auto now = field::containers();
    return now.size() == 1 && now.front().state == "exited";
  });
}

}  // namespace

TEST_CASE("a job that ended with 0 is as asked, is not started again, and restarts nothing after the agent's own restart") {
  with_agent([](field& all) -> task<void> {
    const auto score = kit::score({job("exit 0", contracts::restart_policy::on_failure)});
    co_await ordered(all, score, phase::running);
    REQUIRE(co_await ended(all));
    CHECK(all.stop_agent() == 0);
    nats::bucket states(all.streams(), std::string(contracts::device_state_bucket));
    REQUIRE(co_await states.purge(all.device().text(), patience));
    all.start_agent();
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::running); }));
    CHECK((co_await all.state())->deployments.front().restarts == 0);
    CHECK_FALSE(all.log().contains("starting what ended"));
  });
}

TEST_CASE("a job that failed is started again until it succeeds") {
  with_agent([](field& all) -> task<void> {
    auto score = kit::score({job("[ -e /data/tried ] || { : > /data/tried; exit 4; }", contracts::restart_policy::on_failure)});
    score.data.services.front().volumes = {contracts::volume_mapping::parse("tries:/data").value()};
    co_await ordered(all, score, phase::running);
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now->deployments.front().restarts == 1 && now->deployments.front().phase == phase::running;
    }));
    REQUIRE(co_await ended(all));
    CHECK(all.log().contains("starting what ended deployment=plant/web service=job ended_with=\"exit code 4\""));
  });
}

TEST_CASE("a job that failed and is never restarted is a failure with its exit code") {
  with_agent([](field& all) -> task<void> {
    const auto said = co_await ordered(all, kit::score({job("exit 3", contracts::restart_policy::never)}), phase::failed);
    CHECK(said.last_error == "services[job] ended with exit code 3, and restartPolicy Never does not start it again");
    CHECK(said.restarts == 0);
  });
}

TEST_CASE("an image that may not be pulled has to be there") {
  with_agent([](field& all) -> task<void> {
    auto web = kit::service("main", "localhost/web:1");
    web.image_pull_policy = contracts::image_pull_policy::never;
    co_await ordered(all, kit::score({web}), phase::running);
    web.image = contracts::image_reference::parse("localhost/missing:1").value();
    const auto said = co_await ordered(all, kit::score({web}), phase::failed);
    CHECK(said.last_error.starts_with("the image localhost/missing:1 is not on the device"));
    CHECK(field::containers().size() == 1);
  });
}

TEST_CASE("what this agent version does not do is refused by name, and what ran before runs on") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = field::containers();
    auto checked = kit::service("main", "localhost/web:2");
    checked.health_check = contracts::health_check{.command = {"/bin/true"}};
    const auto said = co_await ordered(all, kit::score({checked}), phase::failed);
    CHECK(said.last_error == "services[main].healthCheck is not supported by this agent version; tried again within 5 minutes");
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == before.front().id);
    CHECK(after.front().state == "running");
  });
}
