// SPDX-License-Identifier: Apache-2.0
#include "agent/inventory.hpp"

#include <algorithm>
#include <ranges>
#include <thread>

#include <sys/utsname.h>
#include <unistd.h>

#include "harmony/base/file.hpp"
#include "harmony/base/utf8.hpp"
#include "harmony/base/version.hpp"

namespace harmony::agent {

namespace {

/// As Debian and OCI name it.
std::string architecture(std::string_view machine) {
  if (machine == "x86_64") return "amd64";
  if (machine == "aarch64") return "arm64";
  return std::string(machine);
}

/// Of each text, so that info as a whole keeps its bound.
constexpr std::size_t max_text = 256;

}  // namespace

std::string system_name(std::string_view os_release) {
  for (const auto line : std::views::split(os_release, '\n')) {
    std::string_view entry(line);
    constexpr std::string_view key = "PRETTY_NAME=";
    if (!entry.starts_with(key)) continue;
    entry.remove_prefix(key.size());
    if (entry.size() >= 2 && (entry.front() == '"' || entry.front() == '\'')) entry = entry.substr(1, entry.size() - 2);
    return one_line(entry, max_text);
  }
  return {};
}

contracts::inventory read_inventory() {
  contracts::inventory found;
  utsname names{};
  if (::uname(&names) == 0) {
    found.hostname = one_line(names.nodename, max_text);
    found.arch = architecture(names.machine);
    found.kernel = one_line(names.release, max_text);
  }
  found.os = system_name(read_file("/etc/os-release").value_or(""));
  found.cpu_cores = std::thread::hardware_concurrency();
  const std::int64_t pages = ::sysconf(_SC_PHYS_PAGES);
  const std::int64_t page = ::sysconf(_SC_PAGESIZE);
  found.memory_mb = std::max<std::int64_t>(0, pages * page) >> 20U;
  found.agent_version = version();
  return found;
}

}  // namespace harmony::agent
