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
  /// `said` is the device's own time of it: the same words with another one are another event.
  void add(const std::string& uid, contracts::recent_event what, const contracts::timestamp& said);
  void remove_deployment(const std::string& uid) { of_.erase(uid); }
  /// Newest first.
  [[nodiscard]] std::vector<contracts::recent_event> of(const std::string& uid) const;

 private:
  struct heard {
    contracts::recent_event event;
    contracts::timestamp said;
  };
  std::unordered_map<std::string, std::vector<heard>> of_;  // oldest first
};

/// `news`, then what was known before and is not among them, up to the bound: an operator that was restarted knows
/// nothing of what devices told the one before it, and the status does.
[[nodiscard]] std::vector<contracts::recent_event> merged(std::vector<contracts::recent_event> news,
                                                          const std::vector<contracts::recent_event>& before);

}  // namespace harmony::fleet
