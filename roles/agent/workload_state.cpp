// SPDX-License-Identifier: Apache-2.0
#include "agent/workload_state.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "agent/error_text.hpp"
#include "harmony/base/utf8.hpp"

namespace harmony::agent {

namespace {

/// Few different texts: pauses that grow from half a second to five minutes, the longest, are three reports, and then none.
std::string words_of(std::chrono::milliseconds within) {
  if (within <= 10s) return "; tried again within 10 seconds";
  if (within <= 1min) return "; tried again within a minute";
  return "; tried again within 5 minutes";
}

}  // namespace

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
  auto& [state, next_try] = entries_[namespace_.text() + "/" + name.text()];
  if (state.uid == uid && state.revision == revision) return state;
  state = {.namespace_ = namespace_, .name = name, .uid = uid, .revision = revision, .since = {}, .last_error = {}};
  state.since.at = now;
  next_try.clear();
  return state;
}

bool workload_states::set(const deployment_key& key, contracts::phase phase, std::string_view error,
                          wall_clock::time_point now) {
  const auto found = entries_.find(key);
  if (found == entries_.end()) return false;
  auto& [state, next_try] = found->second;
  auto words = error_text(error);
  if (state.phase == phase && state.last_error == words) return false;
  if (state.phase != phase) state.since.at = now;
  state.phase = phase;
  if (std::exchange(state.last_error, words) != words) next_try.clear();
  return true;
}

bool workload_states::tries_again(const deployment_key& key, std::chrono::milliseconds within) {
  const auto found = entries_.find(key);
  if (found == entries_.end() || found->second.state.last_error.empty()) return false;
  auto words = words_of(within);
  return std::exchange(found->second.next_try, words) != words;
}

void workload_states::restarted(const deployment_key& key) {
  if (const auto found = entries_.find(key); found != entries_.end()) ++found->second.state.restarts;
}

const contracts::deployment_state* workload_states::find(const deployment_key& key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second.state;
}

std::vector<contracts::deployment_state> workload_states::all() const {
  std::vector<contracts::deployment_state> states;
  for (const auto& [key, entry] : entries_) {
    auto& state = states.emplace_back(entry.state);
    state.last_error.resize(beginning(state.last_error, contracts::max_error_length - entry.next_try.size()).size());
    state.last_error += entry.next_try;
  }
  return states;
}

std::vector<deployment_key> workload_states::keys() const {
  std::vector<deployment_key> keys;
  for (const auto& [key, entry] : entries_) keys.push_back(key);
  return keys;
}

}  // namespace harmony::agent
