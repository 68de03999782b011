// SPDX-License-Identifier: Apache-2.0
#include "agent/config.hpp"

#include <algorithm>

#include <catch2/catch_test_macros.hpp>

#include "kit/deployments.hpp"

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
credentials = "/etc/harmony-iot/device.creds"
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
  CHECK(read->nats_credentials == "/etc/harmony-iot/device.creds");
  CHECK(read->podman_socket == "/run/podman.sock");
}

TEST_CASE("what is typed goes before what the file says; labels are joined") {
  const auto read = parse_config(good, "agent.toml",
                                 {.device_id = "plc-18",
                                  .state_folder = "/state",
                                  .labels = {"site=paris", "tier=", "example.com/zone=b"},
                                  .nats_servers = {"nats://three:4222"},
                                  .nats_credentials = "/creds",
                                  .podman_socket = "/p.sock"});
  REQUIRE(read);
  CHECK(read->device.text() == "plc-18");
  CHECK(read->state_folder == "/state");
  CHECK(read->labels == kit::labels({{"site", "paris"}, {"tier", ""}, {"example.com/line", "3"}, {"example.com/zone", "b"}}));
  CHECK(read->nats_servers == std::vector<std::string>{"nats://three:4222"});
  CHECK(read->nats_credentials == "/creds");
  CHECK(read->podman_socket == "/p.sock");
}

TEST_CASE("a mistake in what is typed is told with its option and variable") {
  const auto typed = [](const config_choice& given) {
    const auto read = parse_config(good, "agent.toml", given);
    return read ? "none" : read.error().message;
  };
  CHECK(typed({.device_id = "PLC 17"}).starts_with("--device-id or HARMONY_IOT_DEVICE_ID: \"PLC 17\" is not a DNS label"));
  CHECK(typed({.labels = {"site"}}) == "--label or HARMONY_IOT_LABELS: \"site\" is not KEY=VALUE");
  CHECK(typed({.labels = {"-=x"}}).starts_with("--label or HARMONY_IOT_LABELS: \"-\" is not a label key"));
  CHECK(typed({.labels = {"site=a b"}}).starts_with("--label or HARMONY_IOT_LABELS: \"a b\" is not a label value"));
  CHECK(typed({.nats_servers = {"http://x"}}) ==
        "--nats or HARMONY_IOT_NATS_URL: \"http://x\" has to be nats://HOST:PORT or tls://HOST:PORT");
  config_choice many;
  for (int number = 0; number < 62; ++number) many.labels.push_back("l" + std::to_string(number) + "=x");
  CHECK(typed(many) == "none");
  many.labels.emplace_back("one-more=x");
  CHECK(typed(many) == "agent.toml: [labels] has 65 labels; a device can have 64");
}

TEST_CASE("what is typed does not excuse a mistake in the file") {
  const auto read = parse_config("[agent]\ndevice_id = \"A\"\n[nats]\nurl = 3\n", "agent.toml",
                                 {.device_id = "a", .nats_servers = {"nats://one:4222"}});
  REQUIRE_FALSE(read);
  CHECK(std::ranges::count(read.error().message, '\n') == 1);
}

TEST_CASE("without a file what is needed may be typed") {
  const auto read = load_config({.file = "/nowhere/agent.toml", .device_id = "a", .nats_servers = {"nats://one:4222"}});
  REQUIRE(read);
  CHECK(read->device.text() == "a");
  CHECK(read->state_folder == "/var/lib/harmony-iot");

  const auto half = load_config({.file = "/nowhere/agent.toml", .device_id = "a"});
  REQUIRE_FALSE(half);
  CHECK(half.error().code == errc::invalid);
  CHECK(half.error().message.contains("[nats] url is missing"));
  CHECK(half.error().message.contains("--nats nats://"));
  CHECK(half.error().hint.contains("there is no /nowhere/agent.toml"));
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
        "agent.toml:3: [agent] does not know \"stat_dir\"; did you mean state_dir?");
  CHECK(mistakes("[agent]\ndevice_id = \"a\"\nhostname = \"/x\"\n" + rest) ==
        "agent.toml:3: [agent] does not know \"hostname\"; it knows: device_id, state_dir");
  CHECK(mistakes("[agent]\ndeviceId = \"a\"\n" + rest)
            .starts_with("agent.toml:2: [agent] does not know \"deviceId\"; did you mean device_id?"));
  CHECK(mistakes("[agent]\ndevice_id = \"a\"\n[label]\n" + rest) ==
        "agent.toml:3: this file does not know \"label\"; did you mean labels?");
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
  // The library assumes that these cannot be.
  for (const auto* header : {"[=]", "[!agent]", "[[}]]", "\xc7\x8b\"", "\xc3\xa9t\xc3\xa9 = 1"})
    CHECK(mistakes(std::string(header) + "\n") == "agent.toml:1: is not TOML");
}

TEST_CASE("a named file that is not there says how to name another one") {
  const auto read = load_config(
      {.file = "/nowhere/agent.toml", .file_is_named = true, .device_id = "a", .nats_servers = {"nats://one:4222"}});
  REQUIRE_FALSE(read);
  CHECK(read.error().code == errc::not_found);
  CHECK(read.error().hint.contains("--config"));
}
