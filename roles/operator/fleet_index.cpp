// SPDX-License-Identifier: Apache-2.0
#include "operator/fleet_index.hpp"

#include <utility>

namespace harmony::fleet {

namespace {
const std::set<device_id> none;
}

std::vector<match_change> fleet_index::set_device(const device_id& device, contracts::labels labels) {
  if (const auto known = devices_.find(device); known != devices_.end()) {
    if (known->second == labels) return {};
    unindex(device, known->second);
  }
  std::vector<match_change> changes;
  for (auto& [uid, one] : selectors_) {
    const bool now = contracts::matches(one.selector, labels);
    const bool changed = now ? one.matched.insert(device).second : one.matched.erase(device) > 0;
    if (changed) changes.push_back({device, uid, now});
  }
  for (const auto& label : labels) by_label_[label].insert(device);
  all_.insert(device);
  devices_.insert_or_assign(device, std::move(labels));
  return changes;
}

std::vector<match_change> fleet_index::remove_device(const device_id& device) {
  const auto known = devices_.find(device);
  if (known == devices_.end()) return {};
  std::vector<match_change> changes;
  for (auto& [uid, one] : selectors_)
    if (one.matched.erase(device) > 0) changes.push_back({device, uid, false});
  unindex(device, known->second);
  all_.erase(device);
  devices_.erase(known);
  return changes;
}

std::vector<match_change> fleet_index::set_selector(const std::string& uid, contracts::label_selector selector) {
  auto& one = selectors_[uid];
  if (one.selector == selector) return {};
  std::set<device_id> now;
  for (const auto& device : candidates(selector))
    if (contracts::matches(selector, devices_.at(device))) now.insert(device);
  std::vector<match_change> changes;
  for (const auto& device : one.matched)
    if (!now.contains(device)) changes.push_back({device, uid, false});
  for (const auto& device : now)
    if (!one.matched.contains(device)) changes.push_back({device, uid, true});
  one.selector = std::move(selector);
  one.matched = std::move(now);
  return changes;
}

std::vector<match_change> fleet_index::remove_selector(const std::string& uid) {
  const auto known = selectors_.find(uid);
  if (known == selectors_.end()) return {};
  std::vector<match_change> changes;
  for (const auto& device : known->second.matched) changes.push_back({device, uid, false});
  selectors_.erase(known);
  return changes;
}

const std::set<device_id>& fleet_index::matched(const std::string& uid) const {
  const auto known = selectors_.find(uid);
  return known == selectors_.end() ? none : known->second.matched;
}

std::vector<std::string> fleet_index::deployments_of(const device_id& device) const {
  std::vector<std::string> uids;
  for (const auto& [uid, one] : selectors_)
    if (one.matched.contains(device)) uids.push_back(uid);
  return uids;
}

const std::set<device_id>& fleet_index::candidates(const contracts::label_selector& selector) const {
  const std::set<device_id>* fewest = &all_;
  for (const auto& label : selector.match_labels) {
    const auto carriers = by_label_.find(label);
    if (carriers == by_label_.end()) return none;
    if (carriers->second.size() < fewest->size()) fewest = &carriers->second;
  }
  return *fewest;
}

void fleet_index::unindex(const device_id& device, const contracts::labels& labels) {
  for (const auto& label : labels) {
    const auto carriers = by_label_.find(label);
    carriers->second.erase(device);
    if (carriers->second.empty()) by_label_.erase(carriers);
  }
}

}  // namespace harmony::fleet
