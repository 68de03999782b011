// SPDX-License-Identifier: Apache-2.0
// What devices have and the API server does not: kept until it is known that it was deleted (docs/decisions/0024).
#include <algorithm>

#include "harmony/base/log.hpp"
#include "operator/fleet.hpp"

namespace harmony::fleet {

bool fleet::is_missing(const kube::object_key& key) const {
  return absence_.is_patient() && !absence_.saw_deletion(key) && resources_.find(key) == nullptr;
}

bool fleet::has_said(const device_id& device) const {
  const auto have = held_.find(device);
  return have != held_.end() && !have->second.state_from.empty() && rollup_.has_reported(device);
}

bool fleet::may_have(const device_id& device, const kube::object_key& key) const {
  return !has_said(device) || std::ranges::contains(rollup_.reported(device), key, &reported_deployment::key);
}

bool fleet::names_missing(const device_id& device) const {
  if (!absence_.is_patient() || !has_document(device)) return false;
  return std::ranges::any_of(documents_.find(device)->document->deployments,
                             [this](const auto& one) { return is_missing({one.namespace_.text(), one.name.text()}); });
}

std::set<kube::object_key> fleet::missing() const {
  if (!absence_.is_patient()) return {};
  auto keys = documents_.named();
  std::erase_if(keys, [this](const auto& key) { return !is_missing(key); });
  return keys;
}

void fleet::tell_missing() const {
  for (const auto& key : missing()) tell_missing(key);
}

void fleet::tell_missing(const kube::object_key& key) {
  log::warning("devices have a Deployment that the API server does not have: they keep it for now",
               {{"deployment", key.text()}});
}

void fleet::end_patience(dirty& to, steady_clock::time_point now) {
  const auto given_up = missing();
  if (!absence_.expire(now, may_end_patience())) return;
  for (const auto& key : given_up) {
    log::warning("a Deployment that devices have counts as deleted: the API server does not have it",
                 {{"deployment", key.text()}, {"devices", documents_.naming(key).size()}});
    to.devices.insert(documents_.naming(key).begin(), documents_.naming(key).end());
  }
  look_at_waiting(to);
}

}  // namespace harmony::fleet
