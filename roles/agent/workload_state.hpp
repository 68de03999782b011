// SPDX-License-Identifier: Apache-2.0
// What the agent reports of each Deployment: phases as they change, and the document made of them. Pure.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "agent/container_runtime.hpp"
#include "harmony/contracts/device.hpp"

namespace harmony::agent {

/// "no deployments", "1 of 3 deployments run, 2 failed": for `systemctl status`.
[[nodiscard]] std::string summary_of(const std::vector<contracts::deployment_state>& states);

class workload_states {
 public:
  /// The Deployment's entry, made in phase Pending if it is new. Another uid or revision begins a new life: restarts and
  /// error are forgotten.
  contracts::deployment_state& begin(const contracts::resource_name& namespace_, const contracts::resource_name& name,
                                     const std::string& uid, const contracts::revision& revision, wall_clock::time_point now);
  /// Moves to a phase; `since` changes only with it. True if anything changed.
  bool set(const deployment_key& key, contracts::phase phase, std::string_view error, wall_clock::time_point now);
  /// Within how long at most it is tried again: told in `all` behind its error, as long as that stays. True if that changed.
  bool tries_again(const deployment_key& key, std::chrono::milliseconds within);
  /// Counts a restart of one of its containers.
  void restarted(const deployment_key& key);
  void erase(const deployment_key& key) { entries_.erase(key); }
  /// Without the next try.
  [[nodiscard]] const contracts::deployment_state* find(const deployment_key& key) const;

  /// As it is reported, sorted by namespace and name.
  [[nodiscard]] std::vector<contracts::deployment_state> all() const;
  [[nodiscard]] std::vector<deployment_key> keys() const;

 private:
  struct entry {
    contracts::deployment_state state;
    std::string next_try;
  };
  std::map<deployment_key, entry> entries_;
};

}  // namespace harmony::agent
