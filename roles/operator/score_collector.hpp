// SPDX-License-Identifier: Apache-2.0
// Removes stored scores that no device needs any more: each new version leaves one behind, and the bucket has an end.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "harmony/base/clock.hpp"
#include "harmony/base/task.hpp"
#include "harmony/contracts/score.hpp"
#include "harmony/nats/kv.hpp"
#include "operator/fleet.hpp"

namespace harmony::fleet {

/// Since when nobody has named what is stored. Pure.
class unnamed_scores {
 public:
  /// What of `stored` no look has found named for so long, this one included.
  [[nodiscard]] std::vector<contracts::revision> look(const std::set<contracts::revision>& stored,
                                                      const std::set<contracts::revision>& named, steady_clock::time_point now,
                                                      std::chrono::milliseconds keep);
  /// It is not there any more, although its key is: `look` does not return it again before it was named.
  void removed(const contracts::revision& one) { since_.insert_or_assign(one, std::nullopt); }

 private:
  std::map<contracts::revision, std::optional<steady_clock::time_point>> since_;  // nothing: removed
};

class score_collector {
 public:
  /// A leader that has just begun knows of no time before it.
  struct timing {
    std::chrono::milliseconds look_every = 1h;
    std::chrono::milliseconds keep = 24h;  ///< once nothing names it
  };
  struct surroundings {
    std::function<bool()> may_write;                          ///< asked before each removal
    std::function<void(const contracts::revision&)> removes;  ///< about to be removed: from now on it is not there
    std::function<void()> check_again;                        ///< one was named while it was removed
  };
  score_collector(fleet& known, nats::bucket scores, surroundings with, timing how);

  /// Until cancelled.
  [[nodiscard]] task<void> run();

 private:
  [[nodiscard]] task<result<void>> collect();
  [[nodiscard]] task<result<void>> remove(contracts::revision one);
  [[nodiscard]] bool is_named(const contracts::revision& one) const;

  fleet& fleet_;
  nats::bucket scores_;
  surroundings with_;
  timing how_;
  unnamed_scores unnamed_;
};

}  // namespace harmony::fleet
