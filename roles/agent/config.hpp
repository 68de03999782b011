// SPDX-License-Identifier: Apache-2.0
// agent.toml: who this device is and whom it talks to.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harmony/base/result.hpp"
#include "harmony/contracts/deployment.hpp"

namespace harmony::agent {

struct config {
  contracts::device_id device;
  std::filesystem::path state_folder = "/var/lib/harmony-iot";
  contracts::labels labels;
  std::vector<std::string> nats_servers;
  std::string podman_socket;  ///< path of podman's API socket; the user's own if the file names none
};

/// Reads the file's text; `name` is how errors call it. Every mistake is reported, one a line, each with its line number
/// and what to do.
[[nodiscard]] result<config> parse_config(std::string_view text, std::string_view name);
[[nodiscard]] result<config> load_config(const std::filesystem::path& path);

}  // namespace harmony::agent
