// SPDX-License-Identifier: Apache-2.0
#include "bench/usage.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <fmt/format.h>

#include "harmony/base/clock.hpp"

namespace harmony::bench {

namespace {

/// The number behind `name` in a file of "Name: 123 kB" lines.
std::uint64_t number_in(const std::filesystem::path& file, std::string_view name) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(name) && line.substr(name.size()).starts_with(':')) return std::stoull(line.substr(name.size() + 1));
  throw std::runtime_error(fmt::format("{} has no {}", file.string(), name));
}

/// Of the nine numbers that loopback has received: bytes, packets, …
std::uint64_t received(int column) {
  std::ifstream lines("/proc/net/dev");
  for (std::string line; std::getline(lines, line);) {
    const auto name = line.find("lo:");
    if (name == std::string::npos) continue;
    std::istringstream numbers(line.substr(name + 3));
    std::uint64_t number = 0;
    for (int at = 0; at <= column; ++at) numbers >> number;
    return number;
  }
  throw std::runtime_error("there is no loopback");
}

}  // namespace

usage usage_of(pid_t process) {
  const std::filesystem::path folder = fmt::format("/proc/{}", process);
  constexpr double kib_a_mib = 1024;
  usage now{.pss_mib = static_cast<double>(number_in(folder / "smaps_rollup", "Pss")) / kib_a_mib,
            .rss_mib = static_cast<double>(number_in(folder / "smaps_rollup", "Rss")) / kib_a_mib,
            .threads = number_in(folder / "status", "Threads"),
            .disk_bytes = number_in(folder / "io", "write_bytes")};
  for (const auto& thread : std::filesystem::directory_iterator(folder / "task")) {
    std::uint64_t on_cpu = 0;
    std::ifstream(thread.path() / "schedstat") >> on_cpu;
    now.cpu_ns += on_cpu;
  }
  return now;
}

idling watch_idle(pid_t process, std::chrono::seconds window) {
  idling seen;
  const auto before = usage_of(process);
  auto now = before;
  for (auto second = 0s; second < window; ++second) {
    std::this_thread::sleep_for(1s);
    now = usage_of(process);
    seen.pss_mib.push_back(now.pss_mib);
    seen.rss_mib.push_back(now.rss_mib);
  }
  seen.threads = now.threads;
  seen.cpu_percent =
      100 * static_cast<double>(now.cpu_ns - before.cpu_ns) / static_cast<double>(std::chrono::nanoseconds(window).count());
  return seen;
}

std::uint64_t loopback_bytes() { return received(0); }
std::uint64_t loopback_packets() { return received(1); }

}  // namespace harmony::bench
