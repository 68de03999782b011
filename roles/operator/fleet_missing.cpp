// SPDX-License-Identifier: Apache-2.0
// What devices have and the API server does not: kept until it is known that it was deleted (docs/decisions/0024).
#include <algorithm>
#include <utility>

#include "harmony/base/log.hpp"
#include "operator/fleet.hpp"

namespace harmony::fleet {

bool fleet::is_missing(const kube::object_key& key) const {
  return absence_.is_patient() && !absence_.saw_deletion(key) && resources_.find(key) == nullptr;
}

bool fleet::may_have(const device_id& device, const kube::object_key& key) const {
  return !rollup_.has_reported(device) || std::ranges::contains(rollup_.reported(device), key, &reported_deployment::key);
}

bool fleet::is_explained(const device_id& device) const {
  if (!absence_.is_patient()) return true;
  return rollup_.has_reported(device) &&
         std::ranges::none_of(rollup_.reported(device), [this](const auto& one) { return is_missing(one.key); });
}

bool fleet::names_missing(const device_id& device) const {
  if (!absence_.is_patient() || !has_document(device)) return false;
  return std::ranges::any_of(documents_.find(device)->document->deployments,
                             [this](const auto& one) { return is_missing({one.namespace_.text(), one.name.text()}); });
}

void fleet::look_at_waiting(dirty& to) const {
  for (const auto& device : index_.devices())
    if (!has_document(device)) to.devices.insert(device);
}

void fleet::tell_missing() {
  for (const auto& key : documents_.named()) tell_missing(key);
  for (const auto& device : index_.devices())
    if (!has_document(device))
      for (const auto& one : rollup_.reported(device)) tell_missing(one.key);
}

void fleet::tell_missing(const kube::object_key& key) {
  if (!ready() || !is_missing(key) || !missing_.insert(key).second) return;
  log::warning("devices have a Deployment that the API server does not have; they keep it for now",
               {{"deployment", key.text()}});
}

std::size_t fleet::missing_count() const {
  return static_cast<std::size_t>(std::ranges::count_if(missing_, [this](const auto& key) { return is_missing(key); }));
}

void fleet::end_patience(dirty& to, steady_clock::time_point now) {
  std::erase_if(missing_, [this](const auto& key) { return !is_missing(key); });
  if (!absence_.expire(now, ready() && resources_.size() > 0)) return;
  for (const auto& key : std::exchange(missing_, {}))
    log::warning("devices are told to remove a Deployment that nobody brought back", {{"deployment", key.text()}});
  for (const auto& key : documents_.named())
    if (resources_.find(key) == nullptr) to.devices.insert(documents_.naming(key).begin(), documents_.naming(key).end());
  look_at_waiting(to);
}

}  // namespace harmony::fleet
