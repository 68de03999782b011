// SPDX-License-Identifier: Apache-2.0
#include "kit/cluster.hpp"

#include <stdexcept>

#include "harmony/base/identity.hpp"
#include "harmony/kube/object_api.hpp"

namespace harmony::kit {

kube_apiserver& shared_server() {
  static kube_apiserver only;
  return only;
}

kube::config admin_config() {
  auto read = kube::read_kubeconfig(shared_server().kubeconfig(), "");
  if (!read) throw std::runtime_error(read.error().text());
  return *std::move(read);
}

task<std::string> new_namespace(kube::client& server) {
  const kube::resource namespaces{
      .group = "", .version = "v1", .plural = "namespaces", .kind = "Namespace", .namespaced = false};
  auto name = "test-" + random_hex(6);
  const auto made =
      co_await kube::object_api(server, namespaces)
          .create({{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}}, {.manager = "test"});
  if (!made) throw std::runtime_error(made.error().text());
  co_return name;
}

}  // namespace harmony::kit
