// SPDX-License-Identifier: Apache-2.0
#include "cluster.hpp"

#include <stdexcept>

#include "harmony/base/identity.hpp"

namespace harmony::kube::test {

const resource config_maps{.group = "", .version = "v1", .plural = "configmaps", .kind = "ConfigMap"};

kit::kube_apiserver& shared_server() {
  static kit::kube_apiserver only;
  return only;
}

config admin_config() {
  auto read = read_kubeconfig(shared_server().kubeconfig(), "");
  if (!read) throw std::runtime_error(read.error().text());
  return *std::move(read);
}

task<std::string> new_namespace(client& server) {
  const resource namespaces{.group = "", .version = "v1", .plural = "namespaces", .kind = "Namespace", .namespaced = false};
  auto name = "test-" + random_hex(6);
  const auto made =
      co_await object_api(server, namespaces)
          .create({{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}}, {.manager = "test"});
  if (!made) throw std::runtime_error(made.error().text());
  co_return name;
}

boost::json::value config_map(const object_key& key, std::string_view entry, std::string_view value) {
  return {{"apiVersion", "v1"},
          {"kind", "ConfigMap"},
          {"metadata", {{"namespace", key.namespace_}, {"name", key.name}}},
          {"data", boost::json::object{{entry, value}}}};
}

}  // namespace harmony::kube::test
