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

  /// What is read is saved, so that it is there after a power cut; a disk that refuses it is logged.
  [[nodiscard]] task<result<contracts::score>> get(contracts::revision revision);
  /// Forgets all others.
  void keep_only(const std::set<contracts::revision>& named);

 private:
  const desired_cache& disk_;
  reader read_;
  std::map<contracts::revision, contracts::score> known_;
};

}  // namespace harmony::agent
