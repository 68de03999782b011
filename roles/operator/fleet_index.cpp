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
  for (const auto* some : candidates(selector))
    for (const auto& device : *some)
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

fleet_index::sets fleet_index::carriers(const contracts::label_key& key,
                                        const std::vector<contracts::label_value>& values) const {
  sets found;
  if (values.empty()) {
    for (auto one = by_label_.lower_bound({key, {}}); one != by_label_.end() && one->first.first == key; ++one)
      found.push_back(&one->second);
    return found;
  }
  for (const auto& value : std::set(values.begin(), values.end()))
    if (const auto one = by_label_.find({key, value}); one != by_label_.end()) found.push_back(&one->second);
  return found;
}

fleet_index::sets fleet_index::candidates(const contracts::label_selector& selector) const {
  sets fewest{&all_};
  auto least = all_.size();
  const auto consider = [&](sets found) {
    std::size_t size = 0;
    for (const auto* one : found) size += one->size();
    if (size >= least) return;
    least = size;
    fewest = std::move(found);
  };
  for (const auto& [key, value] : selector.match_labels) consider(carriers(key, {value}));
  for (const auto& one : selector.match_expressions)
    if (one.operator_ == contracts::selector_operator::in || one.operator_ == contracts::selector_operator::exists)
      consider(carriers(one.key, one.values));
  return fewest;
}

void fleet_index::unindex(const device_id& device, const contracts::labels& labels) {
  for (const auto& label : labels) {
    const auto carriers = by_label_.find(label);
    carriers->second.erase(device);
    if (carriers->second.empty()) by_label_.erase(carriers);
  }
}

}  // namespace harmony::fleet
