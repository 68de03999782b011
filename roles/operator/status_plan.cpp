// SPDX-License-Identifier: Apache-2.0
#include "operator/status_plan.hpp"

#include <utility>

#include <fmt/format.h>

#include "harmony/base/utf8.hpp"
#include "operator/recent_events.hpp"

namespace harmony::fleet {

namespace {

using contracts::condition_status;

constexpr std::size_t max_words = 4096;

struct finding {
  std::string type;
  condition_status status;
  std::string reason;
  std::string message;
};

condition_status as_status(bool holds) { return holds ? condition_status::true_ : condition_status::false_; }

std::vector<finding> refused_findings(const error& why) {
  // It may quote what was refused, of any length and with any character.
  const auto words = one_line(why.text(), max_words);
  return {{"Ready", condition_status::false_, "InvalidSpec", words},
          {"Reconciling", condition_status::false_, "InvalidSpec", "Waiting for a spec that can be acted on."},
          {"Stalled", condition_status::true_, "InvalidSpec", words}};
}

std::vector<finding> findings_on(const contracts::aggregate& counts) {
  const bool none = counts.matched == 0;
  const bool complete = counts.succeeded == counts.matched;
  const bool stuck = counts.pending == 0 && counts.failed > 0;
  const auto progress = fmt::format("{} of {} devices are ready, {} failed.", counts.succeeded, counts.matched, counts.failed);
  const auto* const reason = none ? "NoMatchingDevices" : complete ? "RolloutComplete" : stuck ? "DevicesFailed" : "RollingOut";
  return {
      {"Ready", as_status(complete), reason, none ? "No device matches the selector." : progress},
      {"Reconciling", as_status(!complete && !stuck), reason, progress},
      {"Stalled", as_status(stuck), reason, stuck ? progress : "Nothing stands in the way."},
      {"Progressing", as_status(!stuck), reason, progress},
      {"Available", as_status(complete), complete ? "AllDevicesReady" : "DevicesNotReady", progress},
      {"SelectorMatched", as_status(!none), none ? "NoMatchingDevices" : "DevicesMatched",
       counts.matched == 1 ? "1 device matches the selector." : fmt::format("{} devices match the selector.", counts.matched)},
  };
}

/// An operator that was restarted hears of everything again: an error that is known is no news.
void keep_time(std::optional<contracts::device_error>& now, const std::optional<contracts::device_error>& before) {
  if (now && before && now->device_id == before->device_id && now->message == before->message) now->at = before->at;
}

}  // namespace

contracts::deployment_status plan_status(const contracts::deployment_status& previous, const status_inputs& given,
                                         wall_clock::time_point now) {
  contracts::deployment_status next = previous;
  next.observed_generation = given.generation;
  if (given.revision) {
    next.aggregate = given.counts;
    keep_time(next.aggregate.last_error, previous.aggregate.last_error);
    next.aggregate.recent_events = merged(std::move(next.aggregate.recent_events), previous.aggregate.recent_events);
    // A heartbeat alone is no reason to write.
    next.aggregate.last_heartbeat_at = previous.aggregate.last_heartbeat_at;
    next.update_revision = given.revision;
    next.observed_score_string = given.score;
    if (given.counts.matched > 0 && given.counts.succeeded == given.counts.matched) next.current_revision = given.revision;
  }
  const auto findings = given.refused ? refused_findings(*given.refused) : findings_on(given.counts);
  next.conditions.clear();
  for (const auto& one : findings) {
    const auto* before = contracts::find_condition(previous, one.type);
    const bool stayed = before != nullptr && before->status == one.status;
    contracts::condition now_is{.type = one.type,
                                .status = one.status,
                                .observed_generation = given.generation,
                                .last_transition_time = {},
                                .reason = one.reason,
                                .message = one.message};
    if (stayed) {
      now_is.last_transition_time = before->last_transition_time;
    } else {
      // Whole seconds, as metav1.Time has them: what is read back equals what was written.
      now_is.last_transition_time.at = std::chrono::floor<std::chrono::seconds>(now);
    }
    next.conditions.push_back(std::move(now_is));
  }
  if (next != previous && given.counts.last_heartbeat_at) next.aggregate.last_heartbeat_at = given.counts.last_heartbeat_at;
  return next;
}

}  // namespace harmony::fleet
