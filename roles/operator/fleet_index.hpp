// SPDX-License-Identifier: Apache-2.0
// Which devices a selector selects, kept as labels and selectors change: an inverted index and set algebra.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "harmony/contracts/checked.hpp"
#include "harmony/contracts/deployment.hpp"

namespace harmony::fleet {

using contracts::device_id;

struct device_hash {
  std::size_t operator()(const device_id& device) const { return std::hash<std::string>{}(device.text()); }
};

/// One device that a deployment gained or lost.
struct match_change {
  device_id device;
  std::string uid;  ///< of the deployment
  bool matched = false;
  friend bool operator==(const match_change&, const match_change&) = default;
};

/// Each change costs what it touches: a device is held against every selector, a selector against the devices of its
/// rarest label or expression.
class fleet_index {
 public:
  /// A device's labels as it reported them last. The changes name the deployments that it joined and left.
  std::vector<match_change> set_device(const device_id& device, contracts::labels labels);
  std::vector<match_change> remove_device(const device_id& device);

  /// `uid` identifies the deployment: one made anew under an old name is another.
  std::vector<match_change> set_selector(const std::string& uid, contracts::label_selector selector);
  std::vector<match_change> remove_selector(const std::string& uid);

  [[nodiscard]] bool knows(const device_id& device) const { return devices_.contains(device); }
  [[nodiscard]] const std::set<device_id>& matched(const std::string& uid) const;
  /// Uids of the deployments that select the device.
  [[nodiscard]] std::vector<std::string> deployments_of(const device_id& device) const;
  [[nodiscard]] const std::set<device_id>& devices() const { return all_; }

 private:
  struct entry {
    contracts::label_selector selector;
    std::set<device_id> matched;
  };

  /// Sets of devices without one in common; each device of a selection is in one of them.
  using sets = std::vector<const std::set<device_id>*>;
  /// What carries a label of that key, with one of those values or with any if there are none.
  [[nodiscard]] sets carriers(const contracts::label_key& key, const std::vector<contracts::label_value>& values) const;
  /// The smallest selection by a single label or expression that holds every device that the selector can match. Only a
  /// selector that does nothing but exclude has to look at all of them.
  [[nodiscard]] sets candidates(const contracts::label_selector& selector) const;
  void unindex(const device_id& device, const contracts::labels& labels);

  std::unordered_map<device_id, contracts::labels, device_hash> devices_;
  std::set<device_id> all_;
  std::map<std::pair<contracts::label_key, contracts::label_value>, std::set<device_id>> by_label_;
  std::map<std::string, entry> selectors_;
};

}  // namespace harmony::fleet
