// SPDX-License-Identifier: Apache-2.0
// Everything that runs in the sandbox, as /proc shows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace harmony::kit {

/// Processes whose command line has these words, and all that descend from them; who watches comes before who is watched.
[[nodiscard]] std::vector<pid_t> processes_with(std::string_view words);

/// SIGKILL to all of them, in this order; returns when none runs any more.
void kill_all(const std::vector<pid_t>& processes);

/// What the process was started with: the texts of /proc/<process>/<file>, "environ" or "cmdline", as they are.
[[nodiscard]] std::vector<std::string> started_with(pid_t process, std::string_view file);

}  // namespace harmony::kit
