// SPDX-License-Identifier: Apache-2.0
// Durations on a device count from its start, whenever that was. (The wall clock belongs to the whole machine: that nothing
// waits by it is tested where time is passed in.)
#include <catch2/generators/catch_generators.hpp>

#include "field.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

TEST_CASE("an agent works as well on a machine that has just started as on one that has been up for years") {
  const auto up = GENERATE(std::chrono::seconds(3), std::chrono::seconds(std::chrono::years(10)));
  CAPTURE(up.count());
  with_field([up](field& all) -> task<void> {
    co_await all.make_buckets();
    all.start_agent_after(up);
    REQUIRE(co_await all.runs("web", web(1)));
    shared_podman().command({"kill", field::containers().front().id});
    // Pauses between restarts, and between tries of what failed.
    auto ending = kit::service("main", "localhost/web:2");
    ending.command = {"/bin/busybox", "false"};
    const auto score = kit::score({ending});
    co_await all.store(contracts::revision_of(score), score);
    co_await all.order({all.entry("web", score)});
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now && now->deployments.size() == 1 && now->deployments.front().phase == phase::failed &&
          now->deployments.front().restarts >= 2;
    }));
    co_await all.restart_nats(true);
    REQUIRE(co_await all.runs("web", web(2)));
    CHECK(field::containers().size() == 1);
    all.kill_agent();
  });
}
