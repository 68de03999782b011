// SPDX-License-Identifier: Apache-2.0
#include "operator/rollup.hpp"

#include <algorithm>
#include <utility>

namespace harmony::fleet {

namespace {

bool has_error(contracts::phase phase) { return phase == contracts::phase::failed || phase == contracts::phase::degraded; }

}  // namespace

std::set<std::string> rollup::report(const contracts::device_state& state, wall_clock::time_point heard) {
  auto& of = rows_[state.device];
  of.reported = true;
  std::vector<said> reports;
  for (const auto& one : state.deployments) {
    // A device that names a deployment twice is counted once: counts must add up whatever a device says.
    if (std::ranges::contains(reports, one.uid, &said::uid)) continue;
    said now{.uid = one.uid,
             .name = use({one.namespace_.text(), one.name.text()}),
             .revision = one.revision,
             .phase = one.phase,
             .error = one.last_error,
             .heard = heard,
             .turn = ++turns_};
    // A device that says the same again is not news: the time would change, and a status write would follow.
    const auto before = std::ranges::find(of.reports, now);
    if (before != of.reports.end() && before->error == now.error) {
      now.heard = before->heard;
      now.turn = before->turn;
    }
    reports.push_back(std::move(now));
  }
  return replace_reports(state.device, of, std::move(reports));
}

std::set<std::string> rollup::forget_report(const device_id& device) {
  const auto known = rows_.find(device);
  if (known == rows_.end()) return {};
  known->second.reported = false;
  auto changed = replace_reports(device, known->second, {});
  drop_if_empty(device);
  return changed;
}

std::set<std::string> rollup::set_matched(const match_change& change) {
  auto& of = rows_[change.device];
  const bool changed = change.matched ? of.matched.insert(change.uid).second : of.matched.erase(change.uid) > 0;
  if (!changed) return {};
  const std::int64_t step = change.matched ? 1 : -1;
  auto& total = totals_[change.uid];
  total.matched += step;
  if (of.unreachable) total.unreachable += step;
  for (const auto& one : of.reports)
    if (one.uid == change.uid) count(change.device, one, step);
  drop_if_empty(change.device);
  return {change.uid};
}

std::set<std::string> rollup::set_unreachable(const device_id& device, bool unreachable) {
  auto& of = rows_[device];
  if (of.unreachable == unreachable) {
    drop_if_empty(device);
    return {};
  }
  of.unreachable = unreachable;
  for (const auto& uid : of.matched) totals_[uid].unreachable += unreachable ? 1 : -1;
  auto changed = of.matched;
  drop_if_empty(device);
  return changed;
}

void rollup::heard(const device_id& device, wall_clock::time_point at) {
  const auto known = rows_.find(device);
  if (known == rows_.end()) return;
  for (const auto& uid : known->second.matched) totals_[uid].last_heard = at;
}

void rollup::remove_deployment(const std::string& uid) { totals_.erase(uid); }

contracts::aggregate rollup::counts(const std::string& uid, const contracts::revision& current) const {
  contracts::aggregate counted;
  const auto known = totals_.find(uid);
  if (known == totals_.end()) return counted;
  const auto& total = known->second;
  counted.matched = total.matched;
  counted.unreachable = total.unreachable;
  if (const auto now = total.by_revision.find(current); now != total.by_revision.end()) {
    counted.updated = now->second.reported;
    counted.succeeded = now->second.running;
    counted.failed = now->second.failed;
    if (const auto& errors = now->second.errors; !errors.empty()) {
      const auto& device = errors.rbegin()->second;
      const auto& one = *std::ranges::find(rows_.at(device).reports, uid, &said::uid);
      counted.last_error = {.device_id = device, .message = one.error, .at = {}};
      counted.last_error->at.at = one.heard;
    }
  }
  if (total.last_heard)
    counted.last_heartbeat_at.emplace().at = std::chrono::floor<std::chrono::milliseconds>(*total.last_heard);
  counted.pending = counted.matched - counted.succeeded - counted.failed;
  return counted;
}

std::vector<device_id> rollup::reporters() const {
  std::vector<device_id> devices;
  for (const auto& [device, of] : rows_)
    if (of.reported) devices.push_back(device);
  return devices;
}

bool rollup::has_reported(const device_id& device) const {
  const auto known = rows_.find(device);
  return known != rows_.end() && known->second.reported;
}

std::vector<reported_deployment> rollup::reported(const device_id& device) const {
  std::vector<reported_deployment> all;
  if (const auto known = rows_.find(device); known != rows_.end()) {
    for (const auto& one : known->second.reports)
      if (one.phase != contracts::phase::removing) all.push_back({one.name->first, one.uid, one.revision});
  }
  return all;
}

void rollup::count(const device_id& device, const said& one, std::int64_t step) {
  auto& revisions = totals_[one.uid].by_revision;
  auto& at = revisions[one.revision];
  at.reported += step;
  if (one.phase == contracts::phase::running) at.running += step;
  if (one.phase == contracts::phase::failed) at.failed += step;
  if (has_error(one.phase) && step > 0) at.errors.emplace(one.turn, device);
  if (has_error(one.phase) && step < 0) at.errors.erase(one.turn);
  if (at.reported == 0) revisions.erase(one.revision);
}

std::set<std::string> rollup::replace_reports(const device_id& device, row& of, std::vector<said> reports) {
  std::set<std::string> changed;
  const auto hold_against = [&](const std::vector<said>& those, const std::vector<said>& others, std::int64_t step) {
    for (const auto& one : those) {
      if (!of.matched.contains(one.uid) || std::ranges::contains(others, one.turn, &said::turn)) continue;
      count(device, one, step);
      // Other words of what does not fail are shown nowhere.
      if (has_error(one.phase) || !std::ranges::contains(others, one)) changed.insert(one.uid);
    }
  };
  hold_against(of.reports, reports, -1);
  hold_against(reports, of.reports, 1);
  for (const auto& one : of.reports) release(one.name);
  of.reports = std::move(reports);
  return changed;
}

rollup::names::iterator rollup::use(kube::object_key name) {
  const auto used = names_.try_emplace(std::move(name), 0).first;
  ++used->second;
  return used;
}

void rollup::release(names::iterator name) {
  if (--name->second == 0) names_.erase(name);
}

void rollup::drop_if_empty(const device_id& device) {
  const auto known = rows_.find(device);
  if (known == rows_.end()) return;
  const auto& of = known->second;
  if (!of.reported && !of.unreachable && of.matched.empty()) rows_.erase(known);
}

}  // namespace harmony::fleet
