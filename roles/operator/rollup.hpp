// SPDX-License-Identifier: Apache-2.0
// Today's counts as a fold over what devices report: each change costs O(1), whatever the number of devices
// (data-model.md §5). Duplicates and skipped intermediate values are no-ops by construction.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "harmony/contracts/deployment.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/kube/resource.hpp"
#include "operator/fleet_index.hpp"

namespace harmony::fleet {

/// What a device says to have of a Deployment.
struct reported_deployment {
  kube::object_key key;
  std::string uid;
  contracts::revision revision;
  friend bool operator==(const reported_deployment&, const reported_deployment&) = default;
};

class rollup {
 public:
  rollup() = default;
  rollup(const rollup&) = delete;  // its rows point into its names
  rollup(rollup&&) = default;
  rollup& operator=(const rollup&) = delete;
  rollup& operator=(rollup&&) = default;
  ~rollup() = default;

  /// The device's whole state document; it replaces what the device said before. `heard` is when we got it.
  /// Returns the uids whose counts may differ now.
  std::set<std::string> report(const contracts::device_state& state, wall_clock::time_point heard);
  /// The device's state is gone from the store.
  std::set<std::string> forget_report(const device_id& device);
  std::set<std::string> set_matched(const match_change& change);
  /// Whether the device's heartbeats stopped.
  std::set<std::string> set_unreachable(const device_id& device, bool unreachable);
  /// A sign of life of the device: remembered for each deployment that it matches, and no news for anybody.
  void heard(const device_id& device, wall_clock::time_point at);
  /// Nothing about this deployment will be asked again.
  void remove_deployment(const std::string& uid);

  /// The counts of a deployment at its current revision; `matched = succeeded + failed + pending` always holds.
  [[nodiscard]] contracts::aggregate counts(const std::string& uid, const contracts::revision& current) const;
  /// Devices that have reported.
  [[nodiscard]] std::vector<device_id> reporters() const;
  [[nodiscard]] bool has_reported(const device_id& device) const;
  /// What the device last said to have, without what it is removing; each uid once.
  [[nodiscard]] std::vector<reported_deployment> reported(const device_id& device) const;

 private:
  using names = std::map<kube::object_key, std::size_t>;  // and how many reports have it: they are the same ones all over
  struct said {
    std::string uid;
    names::iterator name;
    contracts::revision revision;
    contracts::phase phase = contracts::phase::pending;
    std::string error;
    wall_clock::time_point heard;  ///< when it was said first
    std::uint64_t turn = 0;        ///< the same among all that was said: the clock may be set; no other has it
    /// Whether the counts are the same.
    friend bool operator==(const said& one, const said& other) {
      return one.uid == other.uid && one.revision == other.revision && one.phase == other.phase;
    }
  };
  struct row {
    std::vector<said> reports;
    std::set<std::string> matched;
    bool reported = false;
    bool unreachable = false;
  };
  struct at_revision {
    std::int64_t reported = 0;
    std::int64_t running = 0;
    std::int64_t failed = 0;
    std::map<std::uint64_t, device_id> errors;  // who has failed or is degraded, by the turn of what it says
  };
  struct totals {
    std::int64_t matched = 0;
    std::int64_t unreachable = 0;
    std::optional<wall_clock::time_point> last_heard;
    std::map<contracts::revision, at_revision> by_revision;
  };

  void count(const device_id& device, const said& one, std::int64_t step);
  std::set<std::string> replace_reports(const device_id& device, row& of, std::vector<said> reports);
  void drop_if_empty(const device_id& device);
  [[nodiscard]] names::iterator use(kube::object_key name);
  void release(names::iterator name);

  std::uint64_t turns_ = 0;
  names names_;
  std::unordered_map<device_id, row, device_hash> rows_;
  std::unordered_map<std::string, totals> totals_;
};

}  // namespace harmony::fleet
