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
  config_choice config;
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
      "  device_id = \"plc-17\"                      # a DNS label, unique in the fleet\n"
      "  state_dir = \"/var/lib/harmony-iot\"\n"
      "  [labels]\n"
      "  site = \"lyon\"\n"
      "  [nats]\n"
      "  url = \"nats://nats.example:4222\"          # or a list of servers\n"
      "  credentials = \"/etc/harmony-iot/device.creds\"\n"
      "  [podman]\n"
      "  socket = \"/run/user/990/podman/podman.sock\"\n\n"
      "An option goes before its variable, a variable before the file; labels are joined, key by key. Without --config the\n"
      "file may be absent if --device-id and --nats are given.");
  auto* file = command->add_option("--config", given->config.file, "Who this device is and whom it talks to")
                   ->envname("HARMONY_IOT_CONFIG")
                   ->type_name("FILE")
                   ->capture_default_str();
  command->add_option("--device-id", given->config.device_id, "Name of this device")
      ->envname("HARMONY_IOT_DEVICE_ID")
      ->type_name("ID");
  command
      ->add_option("--label", given->config.labels,
                   "What Deployments select by; may be repeated, or several with ',' between them")
      ->envname("HARMONY_IOT_LABELS")
      ->type_name("KEY=VALUE")
      ->delimiter(',');
  command->add_option("--nats", given->config.nats_servers, "NATS server, nats://HOST:PORT; several with ',' between them")
      ->envname("HARMONY_IOT_NATS_URL")
      ->type_name("URL")
      ->delimiter(',');
  command->add_option("--nats-credentials", given->config.nats_credentials, "File with the device's NATS credentials (.creds)")
      ->envname("HARMONY_IOT_NATS_CREDENTIALS")
      ->type_name("FILE");
  command->add_option("--podman-socket", given->config.podman_socket, "Path of podman's API socket; default: this user's")
      ->envname("HARMONY_IOT_PODMAN_SOCKET")
      ->type_name("FILE");
  command->add_option("--state-dir", given->config.state_folder, "Where the desired document survives a power cut")
      ->envname("HARMONY_IOT_STATE_DIR")
      ->type_name("DIR");
  command->add_flag("--verbose", given->verbose, "Log more");
  command->callback([given, file, &chosen] {
    given->config.file_is_named = file->count() > 0;
    chosen = [given] { return run_command(*given); };
  });
}

}  // namespace harmony::agent
