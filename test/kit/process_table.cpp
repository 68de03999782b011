// SPDX-License-Identifier: Apache-2.0
#include "kit/process_table.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <stdexcept>

#include "harmony/base/file.hpp"
#include "kit/eventually.hpp"

namespace harmony::kit {

namespace {

struct entry {
  pid_t parent = 0;
  char state = ' ';  // proc_pid_stat(5)
  std::string command;
};

std::filesystem::path place_of(pid_t process) { return std::filesystem::path("/proc") / std::to_string(process); }

/// "PID (NAME) STATE PARENT …": the name may hold anything, parentheses too. Gone meanwhile: as one that has ended.
entry look_at(pid_t process) {
  const auto stat = read_file(place_of(process) / "stat").value_or("");
  const auto name_ends = stat.rfind(") ");
  if (name_ends == std::string::npos) return {.state = 'X', .command = {}};
  return {.parent = static_cast<pid_t>(std::stoi(stat.substr(name_ends + 4))),
          .state = stat[name_ends + 2],
          .command = read_file(place_of(process) / "cmdline").value_or("")};
}

bool has_ended(const entry& one) { return one.state == 'Z' || one.state == 'X'; }

std::map<pid_t, entry> everything() {
  std::map<pid_t, entry> all;
  for (const auto& folder : std::filesystem::directory_iterator("/proc")) {
    const auto name = folder.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (auto one = look_at(std::stoi(name)); !has_ended(one)) all.emplace(std::stoi(name), std::move(one));
  }
  return all;
}

}  // namespace

std::vector<pid_t> processes_with(std::string_view words) {
  const auto all = everything();
  std::vector<pid_t> found;
  for (const auto& [process, one] : all)
    if (one.command.contains(words)) found.push_back(process);
  for (std::size_t at = 0; at < found.size(); ++at)
    for (const auto& [process, one] : all)
      if (one.parent == found[at] && !std::ranges::contains(found, process)) found.push_back(process);
  return found;
}

void kill_all(const std::vector<pid_t>& processes) {
  for (const auto one : processes) ::kill(one, SIGKILL);
  for (const auto one : processes)
    if (!eventually_blocking(30s, [one] { return has_ended(look_at(one)); }))
      throw std::runtime_error("process " + std::to_string(one) + " does not end");
}

std::vector<std::string> started_with(pid_t process, std::string_view file) {
  std::vector<std::string> texts;
  auto all = read_file(place_of(process) / file).value_or("");
  for (auto end = all.find('\0'); end != std::string::npos; end = all.find('\0')) {
    texts.push_back(all.substr(0, end));
    all.erase(0, end + 1);
  }
  return texts;
}

}  // namespace harmony::kit
