// SPDX-License-Identifier: Apache-2.0
// The agent process of one device.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kit/process.hpp"

namespace harmony::kit {

struct agent_settings {
  std::string device = "plc-17";
  std::map<std::string, std::string> labels{};
  std::string nats;  ///< URL
  std::filesystem::path podman_socket;
  std::filesystem::path folder;   ///< for agent.toml, agent.log and the state folder, which a second start finds again
  std::filesystem::path state{};  ///< a state folder elsewhere
  std::vector<std::string> by{};  ///< the words that run it
};

/// Writes agent.toml; returns its path.
std::filesystem::path configure_agent(const agent_settings& how);
/// The same, and runs the agent; its log begins anew.
[[nodiscard]] std::unique_ptr<process> start_agent(const agent_settings& how);

}  // namespace harmony::kit
