// SPDX-License-Identifier: Apache-2.0
// The agent's composition: what it starts, in which order, and how it stops.
#pragma once

#include "agent/config.hpp"
#include "harmony/base/task.hpp"

namespace harmony::agent {

/// Runs until SIGINT or SIGTERM; the containers go on running. errc says why it could not start.
[[nodiscard]] task<result<void>> run_agent(asio::any_io_executor executor, config settings);

}  // namespace harmony::agent
