// SPDX-License-Identifier: Apache-2.0
// The part that every Kubernetes object has: who it is, which version of it this is, who holds it back from deletion.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::kube {

/// What of metav1.ObjectMeta a controller decides by.
struct object_meta {
  std::string name{};
  std::string namespace_{};
  std::string uid{};               ///< tells an object from a later one of the same name
  std::string resource_version{};  ///< opaque: compared for equality only
  std::int64_t generation = 0;     ///< counts changes of the spec; 0 for types that have none
  std::map<std::string, std::string> labels{};
  std::map<std::string, std::string> annotations{};
  std::vector<std::string> finalizers{};
  std::optional<std::string> deletion_timestamp{};

  [[nodiscard]] object_key key() const { return {namespace_, name}; }
  /// True once somebody asked for deletion; the object stays until its finalizers are gone.
  [[nodiscard]] bool deleting() const { return deletion_timestamp.has_value(); }
  friend bool operator==(const object_meta&, const object_meta&) = default;
};

/// Reads `metadata`. errc::invalid if there is none, if it has no name, or if a member has the wrong type; the message
/// names its path.
[[nodiscard]] result<object_meta> metadata_of(const boost::json::value& object);

/// Only the key, for objects that are otherwise passed on unread. errc::invalid without a name.
[[nodiscard]] result<object_key> key_of(const boost::json::value& object);

/// Removes `metadata.managedFields`: often half of an object's size, and of no use to a controller.
void drop_managed_fields(boost::json::value& object);

}  // namespace harmony::kube
