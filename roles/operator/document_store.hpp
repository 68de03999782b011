// SPDX-License-Identifier: Apache-2.0
// The desired documents as they are stored, with the revision that a compare-and-set needs, and which of them name which
// resource. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "harmony/contracts/desired_state.hpp"
#include "harmony/kube/resource.hpp"
#include "operator/fleet_index.hpp"

namespace harmony::fleet {

class document_store {
 public:
  struct stored {
    std::uint64_t revision = 0;
    std::optional<contracts::desired_state> document;  ///< nothing: what is stored is not a document of this device
  };

  /// Takes a document over unless a later revision is known: our own writes are known before the watch repeats them.
  /// Returns the resources that this document named before or names now.
  std::set<kube::object_key> set(const device_id& device, std::uint64_t revision,
                                 std::optional<contracts::desired_state> document);
  std::set<kube::object_key> erase(const device_id& device);

  /// A listing begins: revisions from before it prove nothing, the stream may have been made anew.
  void begin_listing();
  /// It is complete: forgets what it did not name, and returns those devices.
  std::set<device_id> end_listing();

  [[nodiscard]] const stored* find(const device_id& device) const;
  /// The devices whose document names the resource.
  [[nodiscard]] const std::set<device_id>& naming(const kube::object_key& key) const;
  /// The resources that any document names.
  [[nodiscard]] std::set<kube::object_key> named() const;
  /// The revisions that any document names.
  [[nodiscard]] std::set<contracts::revision> revisions() const;
  [[nodiscard]] std::set<device_id> devices() const;

 private:
  void name(const device_id& device, const std::optional<contracts::desired_state>& document);
  void unname(const device_id& device, const std::optional<contracts::desired_state>& document);

  std::unordered_map<device_id, stored, device_hash> documents_;
  std::map<kube::object_key, std::set<device_id>> naming_;
  std::map<contracts::revision, std::size_t> revisions_;  // in how many entries of documents
  std::set<device_id> unlisted_;                          // during a listing: known from before and not named yet
};

}  // namespace harmony::fleet
