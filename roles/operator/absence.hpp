// SPDX-License-Identifier: Apache-2.0
// What the API server does not have and nobody saw being deleted: its data may be lost, or older than it was. For a while
// that is no reason to remove anything from a device. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <set>

#include "harmony/base/clock.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::fleet {

/// Whoever starts, or begins to lead, is patient: what went away before was seen by others, if by anybody. So is an operator
/// whose listing lacks something that nobody deleted.
class absence {
 public:
  using time = steady_clock::time_point;
  explicit absence(std::chrono::milliseconds patience) : patience_(patience) {}

  /// Whether what is not there is not believed to be deleted, unless that was seen.
  [[nodiscard]] bool is_patient() const { return patient_; }
  /// Of what is not there; something may be there again.
  [[nodiscard]] bool saw_deletion(const kube::object_key& key) const { return deleted_.contains(key); }

  void begin();
  /// Seen to be deleted, while patient.
  void deleted(const kube::object_key& key) { deleted_.insert(key); }
  /// A listing lacks it, and nobody said that it was deleted: the patience begins anew.
  void vanished(const kube::object_key& key);

  /// When `expire` has something to do. The patience lasts from the first look at which it `may_begin`.
  [[nodiscard]] std::optional<time> next_expiry(bool may_begin) const;
  /// True if the patience ends now.
  bool expire(time now, bool may_begin);

 private:
  std::chrono::milliseconds patience_;
  bool patient_ = true;
  std::optional<time> until_;
  std::set<kube::object_key> deleted_;
};

}  // namespace harmony::fleet
