// SPDX-License-Identifier: Apache-2.0
#include "agent/command.hpp"

#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "agent/agent.hpp"
#include "harmony/base/log.hpp"
#include "harmony/base/run.hpp"

namespace harmony::agent {

namespace {

struct options {
  std::filesystem::path config = "/etc/harmony-iot/agent.toml";
  bool verbose = false;
};

result<void> run_command(const options& given) {
  log::configure(given.verbose ? log::level::debug : log::level::info, log::format::text);
  auto settings = load_config(given.config);
  if (!settings) return fail(std::move(settings.error()));
  return run([&](auto executor) { return run_agent(executor, std::move(*settings)); });
}

}  // namespace

void add_command(CLI::App& program, std::function<result<void>()>& chosen) {
  const auto given = std::make_shared<options>();
  auto* command = program.add_subcommand("agent", "Run the agent on this device");
  command->footer(
      "agent.toml:\n"
      "  [agent]\n"
      "  device_id = \"plc-17\"\n"
      "  state_dir = \"/var/lib/harmony-iot\"\n"
      "  [labels]\n"
      "  site = \"lyon\"\n"
      "  [nats]\n"
      "  url = \"nats://nats.example:4222\"\n"
      "  [podman]\n"
      "  socket = \"/run/user/990/podman/podman.sock\"");
  command->add_option("--config", given->config, "Who this device is and whom it talks to")
      ->type_name("FILE")
      ->capture_default_str();
  command->add_flag("--verbose", given->verbose, "Log more");
  command->callback([given, &chosen] { chosen = [given] { return run_command(*given); }; });
}

}  // namespace harmony::agent
