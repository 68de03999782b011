// SPDX-License-Identifier: Apache-2.0
// An agent that is told everything by its environment, credentials among it.
#include <catch2/catch_test_macros.hpp>

#include "harmony/base/file.hpp"
#include "kit/eventually.hpp"
#include "kit/nats_server.hpp"
#include "kit/process.hpp"
#include "kit/programs.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;

TEST_CASE("without a file the environment is enough, and credentials that come later are used when they are there") {
  constexpr std::chrono::milliseconds patience = 60s;
  const kit::nats_server server;
  const kit::temp_dir folder;
  const auto credentials = folder.path() / "device.creds";
  kit::process agent({kit::harmony_iot(), "agent"}, {.environment = {{"HARMONY_IOT_DEVICE_ID", "plc-17"},
                                                                     {"HARMONY_IOT_NATS_URL", server.url()},
                                                                     {"HARMONY_IOT_NATS_CREDENTIALS", credentials},
                                                                     {"HARMONY_IOT_PODMAN_SOCKET", folder.path() / "no.sock"},
                                                                     {"HARMONY_IOT_STATE_DIR", folder.path() / "state"}},
                                                     .log = folder.path() / "agent.log"});
  CHECK(kit::eventually_blocking(patience, [&] { return agent.log().contains(credentials.string()); }));
  CHECK_FALSE(agent.log().contains("connected to NATS server"));
  // Any well-formed file does for a server that asks for none.
  REQUIRE(write_file_atomically(credentials,
                                "-----BEGIN NATS USER JWT-----\ne30.e30.e30\n------END NATS USER JWT------\n"
                                "-----BEGIN USER NKEY SEED-----\n"
                                "SUAMK2FG4MI6UE3ACF3FK3OIQBCEIEZV7NSWFFEW63UXMRLFM2XLAXK4GY\n"
                                "------END USER NKEY SEED------\n"));
  CHECK(kit::eventually_blocking(patience, [&] { return agent.log().contains("connected to NATS server"); }));
  agent.signal(SIGTERM);
  CHECK(agent.wait(patience) == 0);
}
