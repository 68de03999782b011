// SPDX-License-Identifier: Apache-2.0
// Agents come and go; what they started stays and is theirs again.
#include <algorithm>

#include "field.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

TEST_CASE("an agent that is stopped ends with success, and its containers go on running") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = field::containers();
    CHECK(all.stop_agent() == 0);
    CHECK(all.log().contains("stopping; the containers go on running"));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == before.front().id);
    CHECK(after.front().state == "running");
  });
}

TEST_CASE("an agent that is started without NATS adopts what runs and repairs it") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    CHECK(all.stop_agent() == 0);
    all.server().stop();
    all.start_agent();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("desired document from disk deployments=1"); }));
    REQUIRE(co_await all.becomes([&] { return all.log().contains("agent started"); }));
    shared_podman().command({"kill", id});
    REQUIRE(co_await all.becomes([&] {
      const auto now = field::containers();
      return now.size() == 1 && now.front().id == id && now.front().state == "running" &&
             all.log().contains("starting what ended");
    }));
    CHECK(all.said("not connected to NATS yet") == 1);
    CHECK(all.log().contains("check that a NATS server listens there"));
    CHECK(all.said("cannot report") == 0);
    all.server().start();
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now && now->deployments.front().restarts == 1 && now->deployments.front().phase == phase::running;
    }));
    CHECK(field::containers().front().id == id);
  });
}

TEST_CASE("after a power cut without network what ran runs again, whatever its restart policy is but Never") {
  with_agent([](field& all) -> task<void> {
    auto score = kit::score({kit::service("always", "localhost/web:1"), kit::service("on-failure", "localhost/web:1"),
                             kit::service("never", "localhost/web:1")});
    score.data.services[1].restart_policy = contracts::restart_policy::on_failure;
    score.data.services[2].restart_policy = contracts::restart_policy::never;
    REQUIRE(co_await all.runs("web", score));
    const auto before = field::containers();
    CHECK(all.stop_agent() == 0);
    all.server().stop();
    shared_podman().power_cut();
    shared_podman().start();
    all.start_agent();
    REQUIRE(co_await all.becomes([&] {
      return std::ranges::count(field::containers(), "running", &container::state) == 2 &&
             all.log().contains("starting what ended deployment=plant/web service=on-failure");
    }));
    for (const auto& one : field::containers()) CHECK(std::ranges::contains(before, one.id, &container::id));
    all.server().start();
    REQUIRE(co_await all.streams().over().wait_connected(patience));
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::failed); }));
    CHECK((co_await all.state())->deployments.front().last_error ==
          "services[never] ended with the device, before it was done, and restartPolicy Never does not start it again");
  });
}

TEST_CASE("an agent that lost its disk adopts what the containers' labels say is theirs") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    CHECK(all.stop_agent() == 0);
    std::filesystem::remove_all(all.state_folder());
    nats::bucket states(all.streams(), std::string(contracts::device_state_bucket));
    REQUIRE(co_await states.purge(all.device().text(), patience));
    all.start_agent();
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::running); }));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == id);
  });
}
