// SPDX-License-Identifier: Apache-2.0
// What kind of object is meant, and which one.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>

namespace harmony::kube {

/// One type that the API server serves. Our own types and the built-in ones are described the same way.
struct resource {
  std::string group;    ///< "" for the core group, else "apps", "iot.nationtech.io"
  std::string version;  ///< "v1"
  std::string plural;   ///< "configmaps": its name in a URL
  std::string kind;     ///< "ConfigMap": its name in a document
  bool namespaced = true;

  /// "v1" or "apps/v1", as a document's apiVersion has it.
  [[nodiscard]] std::string api_version() const;
  friend bool operator==(const resource&, const resource&) = default;
};

/// Which object of a resource. The order is by namespace, then by name.
struct object_key {
  std::string namespace_{};  ///< empty for a cluster-scoped object
  std::string name{};

  /// "default/web", or "web" without a namespace: for messages and logs.
  [[nodiscard]] std::string text() const;
  friend auto operator<=>(const object_key&, const object_key&) = default;
};

}  // namespace harmony::kube

template <>
struct std::hash<harmony::kube::object_key> {
  [[nodiscard]] std::size_t operator()(const harmony::kube::object_key& key) const noexcept;
};
