// SPDX-License-Identifier: Apache-2.0
// What the kernel says about this process, for metrics.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace harmony {

struct process_figures {
  double cpu_seconds = 0;
  double start_seconds = 0;  ///< Unix time
  std::uint64_t resident_bytes = 0;
  std::uint64_t virtual_bytes = 0;
  std::uint64_t open_files = 0;
  std::uint64_t most_files = 0;
};

/// Of this process, from /proc; zeros for what it does not tell.
[[nodiscard]] process_figures read_process_figures();

/// The same from /proc/self/stat's text (proc_pid_stat(5)). `boot_seconds` is the machine's start in Unix time.
/// Nothing if the text is not of that form.
[[nodiscard]] std::optional<process_figures> parse_process_stat(std::string_view stat, double boot_seconds, long ticks_a_second,
                                                                long page_bytes);

}  // namespace harmony
