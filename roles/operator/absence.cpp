// SPDX-License-Identifier: Apache-2.0
#include "operator/absence.hpp"

namespace harmony::fleet {

void absence::begin() {
  patient_ = true;
  until_.reset();
}

void absence::vanished(const kube::object_key& key) {
  begin();
  deleted_.erase(key);
}

std::optional<absence::time> absence::next_expiry(bool may_begin) const {
  if (!patient_) return std::nullopt;
  if (until_) return until_;
  return may_begin ? std::optional(time()) : std::nullopt;
}

bool absence::expire(time now, bool may_begin) {
  if (!patient_) return false;
  if (!until_ && may_begin) until_ = now + patience_;
  if (!until_ || now < *until_) return false;
  patient_ = false;
  until_.reset();
  deleted_.clear();
  return true;
}

}  // namespace harmony::fleet
