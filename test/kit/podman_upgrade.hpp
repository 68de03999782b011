// SPDX-License-Identifier: Apache-2.0
// Debian 13's podman in the place of the one that this machine has, as a device has it after an upgrade. Belongs into the
// sandbox: it is mounts.
#pragma once

#include <filesystem>
#include <vector>

namespace harmony::kit {

/// As long as it lives, `podman` is the newer one, for whoever runs it: services that are started, the test's commands, and
/// what the older one left running. To be made while no service runs, and to outlive those that are started after it. It lives
/// in a root within the machine's, so `podman exec` would find the machine's.
class podman_upgrade {
 public:
  podman_upgrade();
  podman_upgrade(const podman_upgrade&) = delete;
  podman_upgrade& operator=(const podman_upgrade&) = delete;
  ~podman_upgrade();

 private:
  void mount(const std::filesystem::path& what, const std::filesystem::path& at);

  std::vector<std::filesystem::path> mounts_;
};

}  // namespace harmony::kit
