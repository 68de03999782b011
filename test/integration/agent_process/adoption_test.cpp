// SPDX-License-Identifier: Apache-2.0
// Agents come and go; what they started stays and is theirs again.
#include "field.hpp"
#include "harmony/contracts/names.hpp"

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
    all.server().start();
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now && now->deployments.front().restarts == 1 && now->deployments.front().phase == phase::running;
    }));
    CHECK(field::containers().front().id == id);
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
