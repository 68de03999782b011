// SPDX-License-Identifier: Apache-2.0
// A NATS server that hangs with its connections open, as on a machine that swaps or behind a firewall that forgot them. Only
// the clients' own pings tell. Operator and agent run in this process, because their pings come every 20 s and every 2 min
// otherwise.
#include <csignal>
#include <utility>

#include "here.hpp"
#include "kit/log_capture.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

constexpr std::chrono::milliseconds quick_ping = 500ms;

task<void> live_through(site& all) {
  auto& center = all.center();
  co_await all.apply("web", 1);
  REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 1); }));
  const auto before = site::containers();
  {
    const kit::log_capture log;  // each connection says what becomes of it
    center.server().process().signal(SIGSTOP);
    // Both of them: the test's own connection asks every 20 s.
    REQUIRE(co_await all.becomes([&] { return log.count("not connected to NATS") >= 2; }));
  }
  co_await all.apply("more", 2);
  shared_podman().command({"kill", before.front().id});
  center.server().process().signal(SIGCONT);
  for (const auto& [name, version] : {std::pair("web", 1), std::pair("more", 2)})
    REQUIRE(co_await all.becomes([&] { return all.is_complete(name, version); }));
  REQUIRE(co_await all.becomes([&]() -> task<bool> {
    const auto state = co_await all.reported();
    co_return state&& std::ranges::any_of(state->deployments, [](const auto& one) { return one.restarts == 1; });
  }));
  const auto after = site::containers();
  REQUIRE(after.size() == 2);
  CHECK(after.back().id == before.front().id);
  CHECK(after.back().state == "running");
}

}  // namespace

TEST_CASE("a NATS server that hangs until its clients notice loses nothing: what was ordered and what happened arrives") {
  with_idle_site([](site& all) -> task<void> {
    const kit::temp_dir folder;
    auto center = fleet::test::settings_here(all.center());
    center.nats.ping_interval = quick_ping;
    auto device = agent_config_here(all, folder);
    device.nats_ping_interval = quick_ping;
    co_await beside_both(all, std::move(center), std::move(device), live_through(all));
  });
}
