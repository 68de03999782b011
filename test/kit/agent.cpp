// SPDX-License-Identifier: Apache-2.0
#include "kit/agent.hpp"

#include <fstream>

#include <fmt/format.h>

#include "kit/programs.hpp"

namespace harmony::kit {

std::filesystem::path configure_agent(const agent_settings& how) {
  auto path = how.folder / "agent.toml";
  const auto state = how.state.empty() ? how.folder / "state" : how.state;
  std::ofstream config(path);
  config << fmt::format("[agent]\ndevice_id = \"{}\"\nstate_dir = \"{}\"\n[nats]\nurl = \"{}\"\n[podman]\nsocket = \"{}\"\n",
                        how.device, state.string(), how.nats, how.podman_socket.string());
  config << "[labels]\n";
  for (const auto& [key, value] : how.labels) config << fmt::format("\"{}\" = \"{}\"\n", key, value);
  return path;
}

std::unique_ptr<process> start_agent(const agent_settings& how) {
  auto command = how.by;
  for (const std::string& word :
       {harmony_iot().string(), std::string("agent"), std::string("--config"), configure_agent(how).string()})
    command.push_back(word);
  std::filesystem::remove(how.folder / "agent.log");
  return std::make_unique<process>(std::move(command),
                                   process_options{.environment = {}, .log = how.folder / "agent.log", .folder = {}});
}

}  // namespace harmony::kit
