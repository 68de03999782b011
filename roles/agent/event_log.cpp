// SPDX-License-Identifier: Apache-2.0
#include "agent/event_log.hpp"

#include <utility>

#include "agent/error_text.hpp"

namespace harmony::agent {

bool event_log::add(contracts::severity severity, const deployment_key& about, std::string_view message,
                    wall_clock::time_point at) {
  auto words = error_text(message);
  // Of Deployments that are long gone: forgetting them costs at most an event that is told twice.
  if (said_.size() > 2 * contracts::max_deployments_a_device) said_.clear();
  if (std::exchange(said_[about], words) == words) return false;
  if (waiting_.size() == contracts::max_events_a_device) waiting_.pop_front();
  entry one{.number = ++last_number_,
            .event = {.at = {}, .severity = severity, .message = std::move(words), .deployment = about}};
  one.event.at.at = at;
  waiting_.push_back(std::move(one));
  return true;
}

void event_log::done(std::uint64_t number) {
  if (!waiting_.empty() && waiting_.front().number == number) waiting_.pop_front();
}

}  // namespace harmony::agent
