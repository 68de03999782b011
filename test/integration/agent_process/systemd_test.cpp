// SPDX-License-Identifier: Apache-2.0
// What systemd hears of an agent that it started.
#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "kit/eventually.hpp"
#include "kit/nats_server.hpp"
#include "kit/notify_socket.hpp"
#include "kit/process.hpp"
#include "kit/programs.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;

TEST_CASE("an agent is ready although NATS is down, says what it does, that it lives, and that it stops") {
  constexpr std::chrono::milliseconds patience = 60s;
  kit::nats_server server({.start = false});
  const kit::temp_dir folder;
  const auto name = folder.path() / "notify";
  const kit::notify_socket systemd(name);
  std::vector<std::string> heard;
  const auto hears = [&](std::string_view text) {
    return kit::eventually_blocking(patience, [&] {
      heard.push_back(systemd.next());
      return heard.back() == text;
    });
  };
  kit::process agent(
      {kit::harmony_iot(), "agent", "--device-id", "plc-17", "--nats", server.url(), "--podman-socket",
       folder.path() / "no.sock"},
      {.environment = {{"NOTIFY_SOCKET", name}, {"WATCHDOG_USEC", "100000"}, {"STATE_DIRECTORY", folder.path() / "state"}},
       .log = folder.path() / "log"});
  CHECK(hears("READY=1"));
  CHECK(hears("STATUS=no deployments; NATS cannot be reached"));
  CHECK(hears("WATCHDOG=1"));
  CHECK(hears("WATCHDOG=1"));
  server.start();
  CHECK(hears("STATUS=no deployments; connected to NATS"));
  CHECK(hears("WATCHDOG=1"));
  agent.signal(SIGTERM);
  CHECK(hears("STOPPING=1"));
  CHECK(agent.wait(patience) == 0);
  for (auto rest = systemd.next(); !rest.empty(); rest = systemd.next()) CHECK_FALSE(rest.starts_with("STATUS="));
}
