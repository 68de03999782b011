// SPDX-License-Identifier: Apache-2.0
#include "operator/recent_events.hpp"

#include <algorithm>
#include <utility>

namespace harmony::fleet {

void recent_events::add(const std::string& uid, contracts::recent_event what, const contracts::timestamp& said) {
  auto& events = of_[uid];
  // One whose acknowledgement did not arrive is sent again. The device's clock is a name here: it is not ordered by.
  if (std::ranges::any_of(events, [&](const heard& one) {
        return one.event.device_id == what.device_id && one.said == said && one.event.message == what.message;
      }))
    return;
  if (events.size() == contracts::max_recent_events) events.erase(events.begin());
  // As the status has it: what is read back equals what was written.
  what.at.at = std::chrono::floor<std::chrono::milliseconds>(what.at.at);
  events.push_back({std::move(what), said});
}

std::vector<contracts::recent_event> recent_events::of(const std::string& uid) const {
  const auto known = of_.find(uid);
  if (known == of_.end()) return {};
  std::vector<contracts::recent_event> newest_first;
  for (auto one = known->second.rbegin(); one != known->second.rend(); ++one) newest_first.push_back(one->event);
  return newest_first;
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
