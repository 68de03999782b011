// SPDX-License-Identifier: Apache-2.0
// The desired document and its scores on the device's disk: what a device without network brings back after a power cut.
#pragma once

#include <filesystem>
#include <optional>
#include <set>

#include "harmony/base/result.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/score.hpp"

namespace harmony::agent {

class desired_cache {
 public:
  /// `folder` is created if need be; errc says why it cannot be used.
  [[nodiscard]] static result<desired_cache> open(std::filesystem::path folder, contracts::device_id device);

  /// What was last saved, whole. Anything else in its place is logged and counts as nothing, never as "run nothing".
  [[nodiscard]] std::optional<contracts::desired_state> document() const;
  [[nodiscard]] result<contracts::score> score(const contracts::revision& revision) const;

  [[nodiscard]] result<void> save(const contracts::desired_state& document) const;
  [[nodiscard]] result<void> save(const contracts::revision& revision, const contracts::score& score) const;
  /// Removes the scores that no entry names any more.
  void keep_only(const std::set<contracts::revision>& named) const;

 private:
  desired_cache(std::filesystem::path folder, contracts::device_id device)
      : folder_(std::move(folder)), device_(std::move(device)) {}

  std::filesystem::path folder_;
  contracts::device_id device_;
};

}  // namespace harmony::agent
