// SPDX-License-Identifier: Apache-2.0
#include "agent/workload_state.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harmony/base/utf8.hpp"

namespace harmony::agent {

// A line: JSON writes a control character with six bytes, and what is reported has a bound in bytes.
std::string bounded_error(std::string_view text) { return one_line(text, contracts::max_error_length); }

std::string summary_of(const std::vector<contracts::deployment_state>& states) {
  if (states.empty()) return "no deployments";
  const auto in = [&](contracts::phase phase) {
    return std::ranges::count(states, phase, &contracts::deployment_state::phase);
  };
  auto text = fmt::format("{} of {} deployments run", in(contracts::phase::running), states.size());
  if (const auto failed = in(contracts::phase::failed); failed > 0) text += fmt::format(", {} failed", failed);
  return text;
}

contracts::deployment_state& workload_states::begin(const contracts::resource_name& namespace_,
                                                    const contracts::resource_name& name, const std::string& uid,
                                                    const contracts::revision& revision, wall_clock::time_point now) {
  auto& entry = entries_[namespace_.text() + "/" + name.text()];
  if (entry.uid == uid && entry.revision == revision) return entry;
  entry = {.namespace_ = namespace_, .name = name, .uid = uid, .revision = revision, .since = {}, .last_error = {}};
  entry.since.at = now;
  return entry;
}

bool workload_states::set(const deployment_key& key, contracts::phase phase, std::string_view error,
                          wall_clock::time_point now) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return false;
  auto& entry = found->second;
  const auto words = bounded_error(error);
  if (entry.phase == phase && entry.last_error == words) return false;
  if (entry.phase != phase) entry.since.at = now;
  entry.phase = phase;
  entry.last_error = words;
  return true;
}

void workload_states::restarted(const deployment_key& key) {
  if (const auto found = entries_.find(key); found != entries_.end()) ++found->second.restarts;
}

const contracts::deployment_state* workload_states::find(const deployment_key& key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<contracts::deployment_state> workload_states::all() const {
  std::vector<contracts::deployment_state> states;
  for (const auto& [key, entry] : entries_) states.push_back(entry);
  return states;
}

std::vector<deployment_key> workload_states::keys() const {
  std::vector<deployment_key> keys;
  for (const auto& [key, entry] : entries_) keys.push_back(key);
  return keys;
}

}  // namespace harmony::agent
