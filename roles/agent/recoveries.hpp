// SPDX-License-Identifier: Apache-2.0
// The way back of each container that ended: when it may be started again, and from when on it is believed to run. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/container_runtime.hpp"
#include "agent/plan.hpp"
#include "agent/restart_gate.hpp"

namespace harmony::agent {

class recoveries {
 public:
  using time = restart_gate::time;
  struct ending {
    std::chrono::milliseconds wait;   ///< until it may be started, or is believed
    std::chrono::milliseconds pause;  ///< how long at most it waits at present after each end
    std::string service;
    std::optional<std::int64_t> exit_code;  ///< of its last run
  };

  /// Takes the restarts out of the steps whose turn has not come; the first that will have its turn.
  [[nodiscard]] std::optional<ending> hold_back(std::vector<action>& steps, time now) const;
  /// One of those that run and have ended again and again: that it runs at the moment says little.
  [[nodiscard]] std::optional<ending> in_doubt(const std::vector<container>& actual, time now) const;
  /// A restart was made. True for the first of a row.
  bool restarted(const start_container& step, time now, random_source& random);
  /// The same for one of an earlier revision, if its turn has come; false if it has not.
  [[nodiscard]] bool takes_turn(const container& one, time now, random_source& random);
  void forget(const std::string& id) { known_.erase(id); }
  void keep_only(const std::vector<container>& there);

 private:
  struct recovery {
    restart_gate gate;
    std::string service;
    std::optional<std::int64_t> exit_code;
  };
  std::map<std::string, recovery> known_;  // by container
};

}  // namespace harmony::agent
