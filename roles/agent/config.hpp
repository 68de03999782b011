// SPDX-License-Identifier: Apache-2.0
// Who this device is and whom it talks to: from the command line, the environment and agent.toml, in this order.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harmony/base/result.hpp"
#include "harmony/contracts/deployment.hpp"
#include "harmony/nats/settings.hpp"

namespace harmony::agent {

struct config {
  contracts::device_id device;
  std::filesystem::path state_folder;  ///< $STATE_DIRECTORY (systemd.exec(5)), else /var/lib/harmony-iot
  contracts::labels labels;
  std::vector<std::string> nats_servers;
  std::string nats_credentials;  ///< path of a .creds file; empty: none are sent
  std::string podman_socket;     ///< path of podman's API socket; the user's own if nothing names one
  /// Seldom: a network that is gone is noticed with the next heartbeat, and each ping is paid for on a mobile line.
  std::chrono::milliseconds nats_ping_interval = 2min;
};

/// What a person says outside the file, as it was typed. Empty: nothing; the file is asked.
struct config_choice {
  std::filesystem::path file = "/etc/harmony-iot/agent.toml";
  bool file_is_named = false;  ///< then it has to be there
  std::string device_id;
  std::string state_folder;
  std::vector<std::string> labels;  ///< "site=lyon"; each replaces the file's label of that key
  std::vector<std::string> nats_servers;
  std::string nats_credentials;
  std::string podman_socket;
};

/// Reads the file if it is there. Every mistake is reported, one a line, each with its place and what to do.
[[nodiscard]] result<config> load_config(const config_choice& given);
/// The same with the file's text; `name` is how errors call it.
[[nodiscard]] result<config> parse_config(std::string_view text, std::string_view name, const config_choice& given = {});

}  // namespace harmony::agent
