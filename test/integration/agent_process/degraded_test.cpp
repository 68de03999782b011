// SPDX-License-Identifier: Apache-2.0
// Podman is gone for longer than a minute, with the agent's own settings: how long it lasts is what is tested.
#include <vector>

#include "field.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

TEST_CASE(
    "what ran is Running for a minute without podman, then Degraded, and Running again with podman; no container is touched") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = field::containers();
    std::vector<phase> seen;
    const auto becomes = [&](phase last) -> task<bool> {
      co_return co_await all.becomes([&]() -> task<bool> {
        const auto now = (co_await all.state())->deployments.front();
        if (!now.last_error.empty() && (seen.empty() || seen.back() != now.phase)) seen.push_back(now.phase);
        co_return now.phase == last && (last == phase::running) == now.last_error.empty();
      });
    };
    shared_podman().stop();
    REQUIRE(co_await becomes(phase::degraded));
    CHECK(seen == std::vector{phase::running, phase::degraded});
    const auto said = (co_await all.state())->deployments.front();
    CHECK(said.last_error.contains("systemctl --user enable --now podman.socket"));
    CHECK(said.restarts == 0);

    shared_podman().start();
    REQUIRE(co_await becomes(phase::running));
    CHECK((co_await all.state())->deployments.front().restarts == 0);
    CHECK(field::containers() == before);
  });
}
