// SPDX-License-Identifier: Apache-2.0
// An agent that cannot start says why, and where to mend it.
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <catch2/catch_test_macros.hpp>

#include "kit/command_line.hpp"
#include "kit/nats_server.hpp"
#include "kit/programs.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;

namespace {

kit::finished agent_with(const kit::temp_dir& folder, std::string_view text) {
  const auto config = folder.path() / "agent.toml";
  std::ofstream(config) << text;
  return kit::harmony_iot_says({"agent", "--config", config});
}

}  // namespace

TEST_CASE("a wrong agent.toml ends the agent with 2, and each mistake is told with its file and line") {
  const kit::temp_dir folder;
  const auto config = (folder.path() / "agent.toml").string();
  const auto ended = agent_with(folder, "[agent]\ndevice_id = \"PLC 17\"\n[labels]\nsite = 3\n[nats]\nurl = \"http://x\"\n");
  CHECK(ended.code == 2);
  CHECK(ended.output.starts_with("harmony-iot agent: "));
  CHECK(ended.output.contains(config + ":2: [agent] device_id: \"PLC 17\" is not a DNS label"));
  CHECK(ended.output.contains(config + ":4: [labels] site has to be a string in quotes"));
  CHECK(ended.output.contains(config + ":6: [nats] url has to be nats://HOST:PORT"));

  const auto no_toml = agent_with(folder, "[agent]\ndevice_id =\n");
  CHECK(no_toml.code == 2);
  CHECK(no_toml.output.contains(config + ":2: is not TOML"));
}

TEST_CASE("an agent.toml that is not there ends the agent with 2 and says how to name another one") {
  const auto ended = kit::harmony_iot_says({"agent", "--config", "/nowhere/agent.toml"});
  CHECK(ended.code == 2);
  CHECK(ended.output.contains("/nowhere/agent.toml"));
  CHECK(ended.output.contains("--config"));
}

TEST_CASE("an unknown key names the near one, an invalid label its rule") {
  const kit::temp_dir folder;
  const auto config = (folder.path() / "agent.toml").string();
  const auto ended =
      agent_with(folder, "[agent]\ndevise_id = \"plc-17\"\n[labels]\n\"a b\" = \"x\"\n[nats]\nurl = \"nats://127.0.0.1:1\"\n");
  CHECK(ended.code == 2);
  CHECK(ended.output.contains(config + ":2: [agent] does not know \"devise_id\"; did you mean device_id?"));
  CHECK(ended.output.contains(config + ":4: \"a b\" is not a label key"));
}

TEST_CASE("an option goes before its variable, a variable before the file") {
  const kit::temp_dir folder;
  const auto config = (folder.path() / "agent.toml").string();
  std::ofstream(config) << "[agent]\ndevice_id = \"plc-17\"\nstate_dir = \"/dev/null/file\"\n";
  const std::map<std::string, std::string> variables{{"HARMONY_IOT_CONFIG", config},
                                                     {"HARMONY_IOT_NATS_URL", "nats://127.0.0.1:1,nats://127.0.0.1:2"},
                                                     {"HARMONY_IOT_LABELS", "site=lyon,tier=edge"},
                                                     {"HARMONY_IOT_STATE_DIR", "/dev/null/variable"}};
  // The state folder cannot be made: how it is called tells where it comes from.
  const auto variable = kit::run_command({kit::harmony_iot(), "agent"}, variables);
  CHECK(variable.code == 1);
  CHECK(variable.output.contains("state folder /dev/null/variable"));
  const auto option = kit::run_command({kit::harmony_iot(), "agent", "--state-dir", "/dev/null/option"}, variables);
  CHECK(option.code == 1);
  CHECK(option.output.contains("state folder /dev/null/option"));
  const auto wrong = kit::run_command({kit::harmony_iot(), "agent", "--label", "site=a b"}, variables);
  CHECK(wrong.code == 2);
  CHECK(wrong.output.contains("--label or HARMONY_IOT_LABELS: \"a b\" is not a label value"));
}

TEST_CASE("a state folder that cannot be made ends the agent with 1 and says what to set") {
  const kit::temp_dir folder;
  const auto ended = agent_with(folder,
                                "[agent]\ndevice_id = \"plc-17\"\nstate_dir = \"/dev/null/state\"\n[nats]\nurl = "
                                "\"nats://127.0.0.1:1\"\n");
  CHECK(ended.code == 1);
  CHECK(ended.output.contains("cannot create the agent's state folder /dev/null/state"));
  CHECK(ended.output.contains("state_dir"));
}

TEST_CASE("a NATS server that refuses us for good ends the agent with 1: whoever started it starts it anew") {
  const kit::nats_server server({.configuration = "authorization { token: \"secret\" }"});
  const kit::temp_dir folder;
  const auto ended =
      agent_with(folder, fmt::format("[agent]\ndevice_id = \"plc-17\"\nstate_dir = \"{}\"\n[nats]\nurl = \"{}\"\n"
                                     "[podman]\nsocket = \"{}\"\n",
                                     (folder.path() / "state").string(), server.url(), (folder.path() / "no.sock").string()));
  CAPTURE(ended.output);
  CHECK(ended.code == 1);
  CHECK(ended.output.contains("harmony-iot agent: connecting to " + server.url()));
  CHECK(ended.output.contains("Authorization Violation"));
}
