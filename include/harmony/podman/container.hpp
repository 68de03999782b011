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

/// A volume that podman keeps under its name (and makes if it is not there), or a path of the device, which has to be.
struct volume_mapping {
  std::string source;  ///< a path if it begins with '/'
  std::string target;
  bool read_only = false;
  friend bool operator==(const volume_mapping&, const volume_mapping&) = default;
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
  std::vector<volume_mapping> volumes;
  std::map<std::string, std::string> labels;
};

/// From the list of containers.
struct container_summary {
  std::string id;
  std::vector<std::string> names;
  std::string image;
  std::string state;           ///< created, running, paused, exited, stopped, … (libpod's define.ContainerStatus)
  bool started = false;        ///< it ran at least once
  bool exited = false;         ///< podman saw its last run end; false too for one that the device's power cut ended
  std::int64_t exit_code = 0;  ///< means something only if it exited
  std::map<std::string, std::string> labels;
};

/// What a running container uses.
struct container_stats {
  std::string id;
  std::string name;
  std::int64_t cpu_nanoseconds = 0;  ///< since it was started
  std::int64_t memory_bytes = 0;
  std::int64_t memory_limit_bytes = 0;  ///< the machine's memory if it has no limit
  std::int64_t processes = 0;
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
