// SPDX-License-Identifier: Apache-2.0
// What a process and its network use, as the kernel counts it.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include <sys/types.h>

namespace harmony::bench {

/// Source: proc_pid_smaps(5), proc_pid_status(5), Documentation/scheduler/sched-stats.rst, proc_pid_io(5).
struct usage {
  double pss_mib = 0;  ///< memory, what is shared counted in parts
  double rss_mib = 0;  ///< memory, what is shared counted in full
  std::uint64_t threads = 0;
  std::uint64_t cpu_ns = 0;      ///< of its threads that live, since they began
  std::uint64_t disk_bytes = 0;  ///< written to files on a disk, since it began
};
[[nodiscard]] usage usage_of(pid_t process);

/// What one costs that has nothing to do, seen for a while: memory each second.
struct idling {
  std::vector<double> pss_mib;
  std::vector<double> rss_mib;
  std::uint64_t threads = 0;
  double cpu_percent = 0;  ///< of one core
};
/// Blocks for `window`.
[[nodiscard]] idling watch_idle(pid_t process, std::chrono::seconds window);

/// What has gone over loopback in this network namespace, link headers included: each packet once.
[[nodiscard]] std::uint64_t loopback_bytes();
[[nodiscard]] std::uint64_t loopback_packets();

}  // namespace harmony::bench
