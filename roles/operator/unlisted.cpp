// SPDX-License-Identifier: Apache-2.0
#include "operator/unlisted.hpp"

#include <algorithm>
#include <utility>

namespace harmony::fleet {

void unlisted::named(const device_id& device) {
  unnamed_.erase(device);
  until_.erase(device);
}

void unlisted::end(time now) {
  // Who was waited for already is not waited for anew: a connection that comes and goes would keep it for ever.
  for (const auto& device : std::exchange(unnamed_, {})) until_.try_emplace(device, now + patience_);
  if (!until_.empty() && !next_) next_ = now + patience_;
}

void unlisted::resume(time now) {
  const auto since = std::exchange(paused_, std::nullopt);
  if (!since) return;
  for (auto& [device, until] : until_) until += now - *since;
  if (next_) *next_ += now - *since;
}

std::set<device_id> unlisted::expire(time now) {
  std::set<device_id> over;
  if (paused_ || !next_ || now < *next_) return over;
  next_.reset();
  for (const auto& [device, until] : until_) {
    if (until <= now)
      over.insert(device);
    else
      next_ = next_ ? std::min(*next_, until) : until;
  }
  for (const auto& device : over) until_.erase(device);
  return over;
}

}  // namespace harmony::fleet
