// SPDX-License-Identifier: Apache-2.0
#include "agent/recoveries.hpp"

#include <algorithm>

namespace harmony::agent {

std::optional<recoveries::ending> recoveries::hold_back(std::vector<action>& steps, time now) const {
  std::optional<ending> first;
  std::erase_if(steps, [&](const action& step) {
    const auto* start = std::get_if<start_container>(&step);
    const auto known = start == nullptr || !start->repair ? known_.end() : known_.find(start->id);
    const auto wait = known == known_.end() ? 0ms : known->second.gate.wait(now);
    if (wait == 0ms) return false;
    if (!first || wait < first->wait)
      first = {.wait = wait, .pause = known->second.gate.pause(), .service = start->service, .exit_code = start->exit_code};
    return true;
  });
  return first;
}

std::optional<recoveries::ending> recoveries::in_doubt(const std::vector<container>& actual, time now) const {
  for (const auto& one : actual) {
    const auto known = known_.find(one.id);
    if (known == known_.end() || !one.running) continue;
    const auto& [gate, service, exit_code] = known->second;
    if (const auto wait = gate.doubt(now); wait > 0ms)
      return ending{.wait = wait, .pause = gate.pause(), .service = service, .exit_code = exit_code};
  }
  return {};
}

bool recoveries::restarted(const start_container& step, time now, random_source& random) {
  auto& known = known_[step.id];
  known.service = step.service;
  known.exit_code = step.exit_code;
  return known.gate.restarted(now, random);
}

bool recoveries::takes_turn(const container& one, time now, random_source& random) {
  if (known_[one.id].gate.wait(now) > 0ms) return false;
  restarted({.id = one.id, .service = one.is.service, .repair = true, .exit_code = one.exit_code}, now, random);
  return true;
}

void recoveries::keep_only(const std::vector<container>& there) {
  std::erase_if(known_, [&](const auto& one) { return !std::ranges::contains(there, one.first, &container::id); });
}

}  // namespace harmony::agent
