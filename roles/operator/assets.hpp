// SPDX-License-Identifier: Apache-2.0
// The buckets that harmony-iot keeps in NATS. The operator makes them, agents wait for them (data-model.md §9).
#pragma once

#include <functional>
#include <map>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/nats/kv.hpp"

namespace harmony::fleet {

class assets {
 public:
  /// `made_anew` is called when a bucket that was there has been created again, empty.
  assets(nats::jetstream& streams, std::function<void()> made_anew) : streams_(streams), made_anew_(std::move(made_anew)) {}

  /// Creates or updates every bucket; what is as wanted is not written.
  [[nodiscard]] task<result<void>> ensure();
  /// Ensures them at each reconnect and every few minutes, until cancelled.
  [[nodiscard]] task<void> run();
  /// All of them were there when last looked at.
  [[nodiscard]] bool ready() const { return ready_; }

 private:
  nats::jetstream& streams_;
  std::function<void()> made_anew_;
  std::map<std::string, std::string> created_;
  bool ready_ = false;
};

}  // namespace harmony::fleet
