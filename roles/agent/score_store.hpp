// SPDX-License-Identifier: Apache-2.0
// The scores of the desired Deployments: in memory, on disk, or else read from the hub.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "agent/desired_cache.hpp"
#include "harmony/base/task.hpp"

namespace harmony::agent {

class score_store {
 public:
  using reader = std::function<task<result<contracts::score>>(contracts::revision)>;

  /// `disk` must outlive it.
  score_store(const desired_cache& disk, reader read) : disk_(disk), read_(std::move(read)) {}

  /// What is read is saved, so that it is there after a power cut.
  [[nodiscard]] task<result<contracts::score>> get(contracts::revision revision);
  /// Tries again to save what the disk refused.
  void save_again();
  /// Forgets all others.
  void keep_only(const std::set<contracts::revision>& named);

 private:
  void save(const contracts::revision& revision);

  const desired_cache& disk_;
  reader read_;
  std::map<contracts::revision, contracts::score> known_;
  /// The disk was asked: what it lacks, or has damaged and told, does not come by itself.
  std::set<contracts::revision> not_on_disk_;
  std::set<contracts::revision> unsaved_;
};

}  // namespace harmony::agent
