// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/resource.hpp"

namespace harmony::kube {

std::string resource::api_version() const { return group.empty() ? version : group + "/" + version; }

std::string object_key::text() const { return namespace_.empty() ? name : namespace_ + "/" + name; }

}  // namespace harmony::kube

std::size_t std::hash<harmony::kube::object_key>::operator()(const harmony::kube::object_key& key) const noexcept {
  const std::hash<std::string_view> one;
  return one(key.namespace_) * 31 + one(key.name);
}
