// SPDX-License-Identifier: Apache-2.0
// What podman says of itself.
#pragma once

#include <string>

namespace harmony::podman {

struct service_info {
  std::string version;          ///< "5.4.2"
  bool rootless = false;        ///< it belongs to a user
  std::string cgroups;          ///< "v1" or "v2"; without v2 a rootless podman limits nothing
  std::string network_backend;  ///< "netavark" or "cni"
  std::string storage_driver;   ///< "overlay", "vfs", …
  friend bool operator==(const service_info&, const service_info&) = default;
};

}  // namespace harmony::podman
