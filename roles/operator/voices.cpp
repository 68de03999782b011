// SPDX-License-Identifier: Apache-2.0
#include "operator/voices.hpp"

#include <utility>

namespace harmony::fleet {

bool voices::heard(const device_id& device, const std::string& boot_id, time now) {
  // Few devices have two, if any.
  std::erase_if(two_, [&](const auto& one) { return one.second <= now; });
  auto& known = known_[device];
  if (known.last == boot_id) return false;
  const bool returns = known.before == boot_id;
  known.before = std::exchange(known.last, boot_id);
  if (!returns || boot_id.empty()) return false;
  return two_.insert_or_assign(device, now + patience_).second;
}

void voices::forget(const device_id& device) {
  known_.erase(device);
  two_.erase(device);
}

}  // namespace harmony::fleet
