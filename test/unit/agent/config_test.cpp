// SPDX-License-Identifier: Apache-2.0
#include "agent/config.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::agent;

namespace {

constexpr auto good = R"([agent]
device_id = "plc-17"
state_dir = "/data/agent"
[labels]
site = "lyon"
"example.com/line" = "3"
[nats]
url = ["nats://one:4222", "tls://two:4222"]
[podman]
socket = "/run/podman.sock"
)";

std::string mistakes(std::string_view text) {
  const auto read = parse_config(text, "agent.toml");
  return read ? "none" : read.error().message;
}

}  // namespace

TEST_CASE("a whole file is read") {
  const auto read = parse_config(good, "agent.toml");
  REQUIRE(read);
  CHECK(read->device.text() == "plc-17");
  CHECK(read->state_folder == "/data/agent");
  CHECK(read->labels.size() == 2);
  CHECK(read->nats_servers == std::vector<std::string>{"nats://one:4222", "tls://two:4222"});
  CHECK(read->podman_socket == "/run/podman.sock");
}

TEST_CASE("what may be left out has a default") {
  const auto read = parse_config("[agent]\ndevice_id = \"a\"\n[nats]\nurl = \"nats://one:4222\"\n", "agent.toml");
  REQUIRE(read);
  CHECK(read->state_folder == "/var/lib/harmony-iot");
  CHECK(read->labels.empty());
  CHECK(read->podman_socket.ends_with("/podman/podman.sock"));
}

TEST_CASE("each mistake is told with its line and what to do") {
  const std::string rest = "[nats]\nurl = \"nats://one:4222\"\n";
  CHECK(mistakes("[agent]\n" + rest).contains("[agent] device_id is missing; name this device"));
  CHECK(mistakes("[agent]\ndevice_id = \"PLC.17\"\n" + rest)
            .starts_with("agent.toml:2: [agent] device_id: \"PLC.17\" is not a DNS label"));
  CHECK(mistakes("[agent]\ndevice_id = 17\n" + rest).contains("agent.toml:2: [agent] device_id has to be a string in quotes"));
  CHECK(mistakes("[agent]\ndevice_id = \"a\"\nstat_dir = \"/x\"\n" + rest) ==
        "agent.toml:3: [agent] does not know \"stat_dir\"; it knows: device_id, state_dir");
  CHECK(mistakes("[agent]\ndevice_id = \"a\"\n[label]\n" + rest).contains("agent.toml:3: this file does not know \"label\""));
  CHECK(mistakes("[agent]\ndevice_id = \"a\"\n[labels]\nsite = \"a b\"\n" + rest)
            .contains("agent.toml:4: \"a b\" is not a label value"));
  CHECK(mistakes("[agent]\ndevice_id = \"a\"\n").contains("[nats] url is missing"));
  CHECK(mistakes("[agent]\ndevice_id = \"a\"\n[nats]\nurl = \"http://x\"\n")
            .contains("agent.toml:4: [nats] url has to be nats://"));
  CHECK(mistakes("agent = 3\n" + rest).contains("agent has to be a table"));
}

TEST_CASE("several mistakes are told at once, and what is not TOML by its line") {
  const auto several = mistakes("[agent]\ndevice_id = \"A\"\n[nats]\nurl = 3\n[x]\n");
  CHECK(std::ranges::count(several, '\n') == 2);
  CHECK(mistakes("[agent]\ndevice_id =\n") == "agent.toml:2: is not TOML");
}

TEST_CASE("a file that is not there says how to name another one") {
  const auto read = load_config("/nowhere/agent.toml");
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::not_found);
  CHECK(read.error().hint.contains("--config"));
}
