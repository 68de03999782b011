// SPDX-License-Identifier: Apache-2.0
#include "kit/agent.hpp"

#include <fstream>

#include <fmt/format.h>

#include "kit/programs.hpp"

namespace harmony::kit {

void configure_agent(const agent_settings& how) {
  std::ofstream config(how.folder / "agent.toml");
  config << fmt::format("[agent]\ndevice_id = \"{}\"\nstate_dir = \"{}\"\n[nats]\nurl = \"{}\"\n[podman]\nsocket = \"{}\"\n",
                        how.device, (how.folder / "state").string(), how.nats, how.podman_socket.string());
  config << "[labels]\n";
  for (const auto& [key, value] : how.labels) config << fmt::format("\"{}\" = \"{}\"\n", key, value);
}

std::unique_ptr<process> start_agent(const agent_settings& how) {
  configure_agent(how);
  std::filesystem::remove(how.folder / "agent.log");
  return std::make_unique<process>(std::vector<std::string>{harmony_iot(), "agent", "--config", how.folder / "agent.toml"},
                                   process_options{.environment = {}, .log = how.folder / "agent.log", .folder = {}});
}

}  // namespace harmony::kit
