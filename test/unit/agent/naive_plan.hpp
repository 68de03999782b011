// SPDX-License-Identifier: Apache-2.0
// What an agent has to do about one Deployment, written down as simply as it can be: looked up anew each time, and without a
// line of what the agent itself plans with.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harmony/contracts/desired_state.hpp"
#include "recorded_runtime.hpp"

namespace harmony::agent::test {

/// Whether a container that ended is to run again.
[[nodiscard]] bool may_run_again(contracts::restart_policy policy, std::optional<std::int64_t> exit_code);

/// What is there before the agent works on a Deployment.
struct situation {
  deployment_key key;
  std::optional<contracts::desired_deployment> entry{};  ///< of the document; nothing: it should not be there
  std::optional<contracts::score> score{};               ///< nothing: it cannot be had
  std::vector<container> containers{};                   ///< the Deployment's
  std::set<std::string> images{};
  std::set<std::string> started_again{};  ///< containers since the agent started: the next time they may have to wait
};

struct judgement {
  std::string wrong{};                    ///< empty: nothing is
  std::set<std::string> started_again{};  ///< containers that had run before
  unsigned restarts = 0;                  ///< those that count
};

/// Holds the calls that were made against those that had to be made, given how each of them ended. `other_wanted`: something
/// else was wanted of the Deployment after its first pull.
[[nodiscard]] judgement judge(const situation& before, const std::vector<recorded_runtime::call>& made, bool other_wanted);

}  // namespace harmony::agent::test
