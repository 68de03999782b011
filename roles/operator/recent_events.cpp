// SPDX-License-Identifier: Apache-2.0
#include "operator/recent_events.hpp"

#include <algorithm>
#include <utility>

namespace harmony::fleet {

void recent_events::add(const std::string& uid, contracts::recent_event what) {
  auto& events = of_[uid];
  // An agent says nothing twice in a row about a Deployment: the same again is one whose acknowledgement did not arrive.
  const auto last = std::ranges::find(events.rbegin(), events.rend(), what.device_id, &contracts::recent_event::device_id);
  if (last != events.rend() && last->severity == what.severity && last->message == what.message) return;
  if (events.size() == contracts::max_recent_events) events.erase(events.begin());
  // As the status has it: what is read back equals what was written.
  what.at.at = std::chrono::floor<std::chrono::milliseconds>(what.at.at);
  events.push_back(std::move(what));
}

std::vector<contracts::recent_event> recent_events::of(const std::string& uid) const {
  const auto known = of_.find(uid);
  if (known == of_.end()) return {};
  return {known->second.rbegin(), known->second.rend()};
}

std::vector<contracts::recent_event> merged(std::vector<contracts::recent_event> news,
                                            const std::vector<contracts::recent_event>& before) {
  for (const auto& one : before) {
    if (news.size() >= contracts::max_recent_events) break;
    if (!std::ranges::contains(news, one)) news.push_back(one);
  }
  return news;
}

}  // namespace harmony::fleet
