// SPDX-License-Identifier: Apache-2.0
#include "operator/event_plan.hpp"

#include <utility>

#include <fmt/format.h>

#include "harmony/contracts/names.hpp"

namespace harmony::fleet {

namespace {

using contracts::deployment_status;

/// The condition of that type; one without a reason if nobody stated it.
contracts::condition condition_of(const deployment_status& status, std::string_view type) {
  const auto* found = contracts::find_condition(status, type);
  return found == nullptr ? contracts::condition{} : *found;
}

/// Whether the condition has this reason now and had none or another one before.
bool became(const deployment_status& previous, const deployment_status& next, std::string_view type, std::string_view reason) {
  return condition_of(next, type).reason == reason && condition_of(previous, type).reason != reason;
}

std::string devices(std::int64_t count) { return fmt::format("{} device{}", count, count == 1 ? "" : "s"); }

/// Enough of a revision to tell it from another.
std::string shortened(const contracts::revision& one) { return one.text().substr(0, 12); }

}  // namespace

std::vector<notice> plan_events(const deployment_status& previous, const deployment_status& next) {
  using enum kube::event_type;
  std::vector<notice> all;
  const auto& counts = next.aggregate;
  const bool new_revision = next.update_revision && next.update_revision != previous.update_revision;
  if (new_revision && !previous.update_revision)
    all.push_back({normal, "Accepted", "Accept",
                   fmt::format("Revision {} goes to {}.", shortened(*next.update_revision), devices(counts.matched))});
  if (new_revision && previous.update_revision)
    all.push_back({normal, "NewRevision", "Accept",
                   fmt::format("Revision {} goes to {}, after {}.", shortened(*next.update_revision), devices(counts.matched),
                               shortened(*previous.update_revision))});
  const auto stalled = condition_of(next, "Stalled");
  if (stalled.reason == "InvalidSpec" && stalled.message != condition_of(previous, "Stalled").message)
    all.push_back({warning, "Refused", "Accept", stalled.message});
  if (became(previous, next, "SelectorMatched", "NoMatchingDevices"))
    all.push_back({normal, "NoMatchingDevices", "Match", "No device matches the selector."});
  if (counts.failed > 0 && (new_revision || previous.aggregate.failed == 0))
    all.push_back({warning, "DevicesFailed", "Rollout",
                   counts.last_error ? contracts::text_of(*counts.last_error)
                                     : fmt::format("{} of {} devices failed.", counts.failed, counts.matched)});
  if (condition_of(next, "Ready").reason == "RolloutComplete" &&
      (new_revision || became(previous, next, "Ready", "RolloutComplete")))
    all.push_back({normal, "RolloutComplete", "Rollout",
                   fmt::format("{} of {} devices run revision {}.", counts.succeeded, counts.matched,
                               next.update_revision ? shortened(*next.update_revision) : "unknown")});
  return all;
}

kube::occurrence about(const kube::object_key& deployment, const std::string& uid, notice what) {
  return {.regarding = {.api_version = std::string(contracts::api_group_version),
                        .kind = std::string(contracts::deployment_kind),
                        .key = deployment,
                        .uid = uid},
          .type = what.type,
          .reason = std::move(what.reason),
          .action = std::move(what.action),
          .note = std::move(what.note)};
}

}  // namespace harmony::fleet
