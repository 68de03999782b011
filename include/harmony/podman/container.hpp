// SPDX-License-Identifier: Apache-2.0
// Containers as libpod has them, as far as harmony-iot uses it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace harmony::podman {

struct port_mapping {
  std::uint16_t host = 0;
  std::uint16_t container = 0;
  std::string protocol = "tcp";
  friend bool operator==(const port_mapping&, const port_mapping&) = default;
};

/// What a container is created from (libpod's SpecGenerator). It has no restart policy of podman's: that is carried out by
/// a clean-up process nobody watches, so whoever creates a container restarts it.
struct container_spec {
  std::string name;
  std::string image;
  std::vector<std::string> entrypoint;  ///< empty: the image's own
  std::vector<std::string> command;     ///< empty: the image's own, or none if there is an entrypoint
  std::map<std::string, std::string> environment;
  std::vector<port_mapping> ports;
  std::map<std::string, std::string> labels;
};

/// From the list of containers.
struct container_summary {
  std::string id;
  std::vector<std::string> names;
  std::string image;
  std::string state;  ///< created, running, paused, exited, stopped, … (libpod's define.ContainerStatus)
  std::int64_t exit_code = 0;
  std::map<std::string, std::string> labels;
};

/// From inspecting one.
struct container_details {
  std::string id;
  std::string name;
  std::string image;
  std::string state;
  bool running = false;
  std::int64_t exit_code = 0;
  std::string error;       ///< why it could not be started, in podman's words
  std::string started_at;  ///< RFC 3339; the year 1 for one that never was
  std::map<std::string, std::string> labels;
};

}  // namespace harmony::podman
