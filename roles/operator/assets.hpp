// SPDX-License-Identifier: Apache-2.0
// The buckets that harmony-iot keeps in NATS. The operator makes them, agents wait for them (data-model.md §9).
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "harmony/base/task.hpp"
#include "harmony/nats/kv.hpp"

namespace harmony::fleet {

class assets {
 public:
  /// `check_again` is called when they are there for the first time, after each reconnect, every ten minutes, and whenever a
  /// bucket has been created again or has lost keys: what was acknowledged may be gone, because a server syncs its disk later
  /// than it acknowledges, and because a person may delete it.
  /// `made_anew` is called before it in that last case, with the bucket's name: who watches it may look at once.
  assets(
      nats::jetstream& streams, std::function<void()> check_again,
      std::function<void(std::string_view)> made_anew = [](auto) {})
      : streams_(streams), check_again_(std::move(check_again)), made_anew_(std::move(made_anew)) {}

  /// Creates or updates every bucket; what is as wanted is not written.
  [[nodiscard]] task<result<void>> ensure();
  /// Ensures them at each reconnect and every few seconds, until cancelled.
  [[nodiscard]] task<void> run();
  /// All of them were there when last looked at.
  [[nodiscard]] bool ready() const { return why_.empty(); }
  /// Why they were not.
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  [[nodiscard]] task<result<void>> ensure_each();

  nats::jetstream& streams_;
  std::function<void()> check_again_;
  std::function<void(std::string_view)> made_anew_;
  std::map<std::string, nats::stream_info> seen_;
  std::set<std::string> replaced_;  // buckets that have less than they had, and nobody was told yet
  bool unchecked_ = true;           // something may have been lost since the last call of check_again_
  std::string why_ = "nobody has looked yet";
};

}  // namespace harmony::fleet
