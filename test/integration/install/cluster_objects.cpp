// SPDX-License-Identifier: Apache-2.0
#include "cluster_objects.hpp"

#include <stdexcept>

#include "harmony/base/identity.hpp"
#include "harmony/kube/metadata.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/eventually.hpp"

namespace harmony::install::test {

const kube::resource namespaces{"", "v1", "namespaces", "Namespace", false};
const kube::resource definitions{"apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false};
const kube::resource service_accounts{"", "v1", "serviceaccounts", "ServiceAccount", true};
const kube::resource roles{"rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false};
const kube::resource role_bindings{"rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false};
const kube::resource election_roles{"rbac.authorization.k8s.io", "v1", "roles", "Role", true};
const kube::resource election_bindings{"rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true};

kit::finished run_install(std::vector<std::string> words) {
  words.insert(words.begin(), "install");
  return kit::harmony_iot_says(std::move(words), kit::shared_server().kubeconfig());
}

task<void> uninstall(kube::client& server) {
  for (const auto& [type, name] :
       {std::pair{definitions, definition_name}, {roles, operator_name}, {role_bindings, operator_name}}) {
    const kube::object_api objects(server, type);
    const auto removed = co_await objects.remove({"", name});
    if (!removed) throw std::runtime_error(removed.error().text());
    // A definition is gone when its objects are.
    const bool gone = co_await kit::eventually(60s, [&]() -> task<bool> {
      const auto found = co_await objects.get({"", name});
      co_return found && !*found;
    });
    if (!gone) throw std::runtime_error(type.kind + " stays");
  }
}

std::string unused_name() { return "test-" + random_hex(6); }

task<std::map<std::string, std::string>> versions(kube::client& server, std::string namespace_) {
  std::map<std::string, std::string> all;
  for (const auto& [type, key] : {std::pair{namespaces, kube::object_key{"", namespace_}},
                                  {definitions, {"", definition_name}},
                                  {service_accounts, {namespace_, operator_name}},
                                  {roles, {"", operator_name}},
                                  {role_bindings, {"", operator_name}},
                                  {election_roles, {namespace_, election_name}},
                                  {election_bindings, {namespace_, election_name}}}) {
    const auto found = co_await kube::object_api(server, type).get(key);
    if (!found) throw std::runtime_error(found.error().text());
    all[type.plural] = *found ? kube::metadata_of(**found)->resource_version : "";
  }
  co_return all;
}

}  // namespace harmony::install::test
