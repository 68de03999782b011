// SPDX-License-Identifier: Apache-2.0
#include "operator/presence.hpp"

namespace harmony::fleet {

void presence::expect(const device_id& device, time now) {
  if (where_.contains(device) || unreachable_.contains(device)) return;
  heard(device, now);
}

bool presence::heard(const device_id& device, time now) {
  if (const auto known = where_.find(device); known != where_.end()) {
    known->second->last = now;
    heard_.splice(heard_.end(), heard_, known->second);
    return false;
  }
  where_.emplace(device, heard_.insert(heard_.end(), {device, now}));
  return unreachable_.erase(device) > 0;
}

void presence::forget(const device_id& device) {
  unreachable_.erase(device);
  if (const auto known = where_.find(device); known != where_.end()) {
    heard_.erase(known->second);
    where_.erase(known);
  }
}

std::vector<device_id> presence::expire(time now) {
  std::vector<device_id> silent;
  while (!heard_.empty() && heard_.front().last + silence_ <= now) {
    silent.push_back(heard_.front().device);
    where_.erase(heard_.front().device);
    unreachable_.insert(heard_.front().device);
    heard_.pop_front();
  }
  return silent;
}

std::optional<presence::time> presence::next_expiry() const {
  if (heard_.empty()) return std::nullopt;
  return heard_.front().last + silence_;
}

}  // namespace harmony::fleet
