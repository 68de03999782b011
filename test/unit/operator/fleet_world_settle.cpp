// SPDX-License-Identifier: Apache-2.0
// Where every history has to end: with what is true in every document and every status.
#include <algorithm>

#include "fleet_world.hpp"

namespace harmony::fleet::test {

void fleet_world::work_on_everything() {
  for (bool worked = true; worked;) {
    worked = false;
    for (unsigned from = 0; from < source_count; ++from)
      while (deliver(static_cast<source>(from))) worked = true;
    for (const auto& key : all_keys) {
      worked = worked || deciding_.contains(key) || dirty_.deployments.contains(key) || tried_later_.contains(key);
      end_deciding(key, ending::done);
      begin_to_decide(key);
      end_deciding(key, ending::done);
      look_at_status(key);
    }
    for (unsigned device = 0; device < device_count; ++device) {
      const auto id = id_of(device);
      worked = worked || writing_.contains(id) || dirty_.devices.contains(id);
      land(id), hear_back(id, false);
      begin_to_write(id), land(id), hear_back(id, false);
    }
  }
}

std::optional<std::string> fleet_world::settle() {
  for (const auto& key : all_keys) {
    const auto* known = feeds_.resources.find(key.text());
    if (known == nullptr || known->value->readable) continue;
    auto next = *known->value;
    next.readable = true;
    ++next.generation;
    change(key, std::move(next));
  }
  work_on_everything();
  // What the cluster lost is waited for until it has had something for an hour.
  if (feeds_.resources.all().empty()) {
    constexpr auto readable = 18U;
    apply({.what = verb::apply, .device = 0, .resource = 0, .from = source::resources, .choice = readable});
    work_on_everything();
  }
  pass(1s);
  pass(1h);
  auto longest_wait = 120s;
  for (unsigned device = 0; device < device_count; ++device) {
    auto& of = devices_[device];
    if (!of.doubled) continue;
    // One of the two goes; that it went is noticed later.
    if (of.boots % 2 == 0) leave(device);
    of.second.reset();
    // Its state may be missing in a listing and waited for, then be the other one's until that is gone, then not fit twice.
    longest_wait = 300s;
  }
  for (auto left = longest_wait; left > 0s; left -= 30s) {
    work_on_everything();
    for (unsigned device = 0; device < device_count; ++device) {
      beat(device, devices_[device].first);
      if (dirty_.resync.erase(id_of(device)) > 0) answer(device, 0);
    }
    work_on_everything();
    if (auto wrong = look()) return wrong;
    pass(30s);
  }
  work_on_everything();
  if (auto wrong = look()) return wrong;
  return compare_with_truth();
}

std::optional<std::string> fleet_world::compare_with_truth() const {
  for (const auto& [name, resource] : feeds_.resources.all()) {
    const auto& what = *resource.value;
    if (what.deleting) return name + " was not let go";
    const auto given = fleet_->status_of(what.key);
    if (fleet_->accepted(what.key) == nullptr || !given) return name + " was not accepted";
    contracts::aggregate counted;
    for (const auto& of : devices_) {
      if (!of.there || !contracts::matches(what.selector, of.first.labels)) continue;
      ++counted.matched;
      const auto said = of.first.state
                            ? std::ranges::find(of.first.state->deployments, what.uid, &contracts::deployment_state::uid)
                            : std::vector<contracts::deployment_state>::const_iterator();
      if (!of.first.state || said == of.first.state->deployments.end() || said->revision != what.revision) continue;
      if (said->phase == contracts::phase::running) ++counted.succeeded;
      if (said->phase == contracts::phase::failed) ++counted.failed;
    }
    if (given->counts.matched != counted.matched || given->counts.succeeded != counted.succeeded ||
        given->counts.failed != counted.failed || given->counts.unreachable != 0)
      return fmt::format("of {} in truth {} match, {} have succeeded, {} failed; the fleet says {}, {}, {} and {} unreachable",
                         name, counted.matched, counted.succeeded, counted.failed, given->counts.matched,
                         given->counts.succeeded, given->counts.failed, given->counts.unreachable);
  }
  for (const auto& key : all_keys)
    if (feeds_.resources.find(key.text()) == nullptr && fleet_->named(key))
      return key.text() + " is gone, and a document names it";
  for (unsigned device = 0; device < device_count; ++device) {
    if (!devices_[device].there) continue;
    std::vector<contracts::desired_deployment> expected;
    for (const auto& [name, resource] : feeds_.resources.all())
      if (contracts::matches(resource.value->selector, devices_[device].first.labels))
        expected.push_back(entry_of(*resource.value));
    const auto* stored = feeds_.documents.find(id_of(device).text());
    if (stored == nullptr || stored->value == nullptr || stored->value->deployments != expected)
      return fmt::format("the document of {} is not what it should be: {}", id_of(device).text(),
                         stored == nullptr ? "there is none" : stored->text);
  }
  return std::nullopt;
}

}  // namespace harmony::fleet::test
