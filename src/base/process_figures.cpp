// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/process_figures.hpp"

#include <charconv>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "harmony/base/file.hpp"

namespace harmony {
namespace {

// Fields after the name, counted from 0: proc_pid_stat(5) calls the first of them 3.
constexpr std::size_t user_ticks = 11;
constexpr std::size_t system_ticks = 12;
constexpr std::size_t start_ticks = 19;
constexpr std::size_t virtual_size = 20;
constexpr std::size_t resident_pages = 21;

/// "btime 1795521600" of /proc/stat.
double boot_time() {
  const auto text = read_file("/proc/stat");
  const auto at = text ? text->find("\nbtime ") : std::string::npos;
  if (at == std::string::npos) return 0;
  double seconds = 0;
  std::from_chars(text->data() + at + 7, text->data() + text->size(), seconds);
  return seconds;
}

}  // namespace

std::optional<process_figures> parse_process_stat(std::string_view stat, double boot_seconds, long ticks_a_second,
                                                  long page_bytes) {
  // The name is in parentheses and may hold any character, these included.
  const auto name_end = stat.rfind(')');
  if (name_end == std::string_view::npos || name_end + 2 >= stat.size()) return {};
  stat.remove_prefix(name_end + 2);
  std::vector<std::uint64_t> fields;
  while (!stat.empty()) {
    const auto end = stat.find(' ');
    const auto field = stat.substr(0, end);
    std::uint64_t number = 0;  // stays for the state's letter and for negative numbers, which nobody here reads
    std::from_chars(field.data(), field.data() + field.size(), number);
    fields.push_back(number);
    stat = end == std::string_view::npos ? std::string_view() : stat.substr(end + 1);
  }
  if (fields.size() <= resident_pages) return {};
  const auto ticks = static_cast<double>(ticks_a_second);
  return process_figures{.cpu_seconds = static_cast<double>(fields[user_ticks] + fields[system_ticks]) / ticks,
                         .start_seconds = boot_seconds + static_cast<double>(fields[start_ticks]) / ticks,
                         .resident_bytes = fields[resident_pages] * static_cast<std::uint64_t>(page_bytes),
                         .virtual_bytes = fields[virtual_size]};
}

process_figures read_process_figures() {
  const auto stat = read_file("/proc/self/stat");
  auto figures =
      stat ? parse_process_stat(*stat, boot_time(), ::sysconf(_SC_CLK_TCK), ::sysconf(_SC_PAGESIZE)).value_or(process_figures{})
           : process_figures{};
  std::error_code ignored;
  for (std::filesystem::directory_iterator one("/proc/self/fd", ignored), end; !ignored && one != end; one.increment(ignored))
    ++figures.open_files;
  rlimit bound{};
  if (::getrlimit(RLIMIT_NOFILE, &bound) == 0) figures.most_files = bound.rlim_cur;
  return figures;
}

}  // namespace harmony
