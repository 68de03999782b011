// SPDX-License-Identifier: Apache-2.0
// What devices said of late about each Deployment: a few a Deployment, whatever the number of devices. Pure.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "harmony/contracts/deployment.hpp"

namespace harmony::fleet {

class recent_events {
 public:
  void add(const std::string& uid, contracts::recent_event what);
  void remove_deployment(const std::string& uid) { of_.erase(uid); }
  /// Newest first.
  [[nodiscard]] std::vector<contracts::recent_event> of(const std::string& uid) const;

 private:
  std::unordered_map<std::string, std::vector<contracts::recent_event>> of_;  // oldest first
};

/// `news`, then what was known before and is not among them, up to the bound: an operator that was restarted knows
/// nothing of what devices told the one before it, and the status does.
[[nodiscard]] std::vector<contracts::recent_event> merged(std::vector<contracts::recent_event> news,
                                                          const std::vector<contracts::recent_event>& before);

}  // namespace harmony::fleet
