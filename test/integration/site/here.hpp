// SPDX-License-Identifier: Apache-2.0
// Operator and agent in the test's own process, for what no option of the programs sets.
#pragma once

#include "agent/agent.hpp"
#include "kit/temp_dir.hpp"
#include "operator_here.hpp"
#include "site.hpp"

namespace harmony::test {

/// The device's, with the labels that this test's Deployments select by.
[[nodiscard]] agent::config agent_config_here(site& all, const kit::temp_dir& folder);

/// Runs both as long as `story` goes on, and then ends them as a stop signal does.
[[nodiscard]] task<void> beside_both(site& all, fleet::operator_settings center, agent::config device, task<void> story);

}  // namespace harmony::test
