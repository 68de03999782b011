// SPDX-License-Identifier: Apache-2.0
// SIGINT and SIGTERM for a long-running mode.
#pragma once

#include "harmony/base/task.hpp"

namespace harmony {

/// Returns at the first SIGINT or SIGTERM. A second one ends the process at once with exit code 130: a stop that hangs
/// must not need kill -9.
[[nodiscard]] task<void> wait_for_stop_signal();

}  // namespace harmony
