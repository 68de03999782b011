// SPDX-License-Identifier: Apache-2.0
#include "cluster.hpp"

namespace harmony::kube::test {

const resource config_maps{.group = "", .version = "v1", .plural = "configmaps", .kind = "ConfigMap"};

boost::json::value config_map(const object_key& key, std::string_view entry, std::string_view value) {
  return {{"apiVersion", "v1"},
          {"kind", "ConfigMap"},
          {"metadata", {{"namespace", key.namespace_}, {"name", key.name}}},
          {"data", boost::json::object{{entry, value}}}};
}

}  // namespace harmony::kube::test
