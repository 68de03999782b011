// SPDX-License-Identifier: Apache-2.0
#include "install/objects.hpp"

#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/names.hpp"
#include "install/core_resources.hpp"
#include "install/crd.hpp"

namespace harmony::install {

namespace {

constexpr auto operator_name = "harmony-iot-operator";
constexpr auto election_name = "harmony-iot-operator-leader-election";
constexpr auto rbac_group = "rbac.authorization.k8s.io";

object_metadata named(std::string name, std::optional<std::string> namespace_ = {}) {
  return {.name = std::move(name),
          .namespace_ = std::move(namespace_),
          .labels = {{"app.kubernetes.io/name", "harmony-iot"},
                     {"app.kubernetes.io/component", "operator"},
                     {"app.kubernetes.io/managed-by", "harmony-iot"}}};
}

/// What the operator may do, and nothing more: read our resources, hold them with a finalizer, write their status, and say in
/// Events what became of them, which live in the namespaces of the resources.
std::vector<policy_rule> operator_rules() {
  const std::string group(contracts::api_group);
  const std::string plural(contracts::deployment_plural);
  return {
      {.api_groups = {group}, .resources = {plural}, .verbs = {"get", "list", "watch", "patch"}},
      {.api_groups = {group}, .resources = {plural + "/status"}, .verbs = {"patch"}},
      {.api_groups = {"events.k8s.io"}, .resources = {"events"}, .verbs = {"create", "patch"}},
  };
}

/// And in its own namespace: to be the leader among its replicas.
std::vector<policy_rule> election_rules() {
  return {{.api_groups = {"coordination.k8s.io"}, .resources = {"leases"}, .verbs = {"get", "create", "update"}}};
}

}  // namespace

std::vector<planned_object> plan_cluster(const cluster_settings& settings) {
  auto crd = deployment_crd();
  crd.metadata.labels = named({}).labels;
  const cluster_role cluster_wide{.metadata = named(operator_name), .rules = operator_rules()};
  const std::vector<role_subject> account{{.name = operator_name, .namespace_ = settings.namespace_}};
  const cluster_role_binding cluster_wide_binding{
      .metadata = named(operator_name), .role_ref = {.name = operator_name}, .subjects = account};
  const role election{.metadata = named(election_name, settings.namespace_), .rules = election_rules()};
  const role_binding election_binding{.metadata = named(election_name, settings.namespace_),
                                      .role_ref = {.kind = "Role", .name = election_name},
                                      .subjects = account};
  return {
      {{"", "v1", "namespaces", "Namespace", false},
       contracts::encode(namespace_object{.metadata = named(settings.namespace_)})},
      {{"apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false}, contracts::encode(crd)},
      {{"", "v1", "serviceaccounts", "ServiceAccount", true},
       contracts::encode(service_account{.metadata = named(operator_name, settings.namespace_)})},
      {{rbac_group, "v1", "clusterroles", "ClusterRole", false}, contracts::encode(cluster_wide)},
      {{rbac_group, "v1", "clusterrolebindings", "ClusterRoleBinding", false}, contracts::encode(cluster_wide_binding)},
      {{rbac_group, "v1", "roles", "Role", true}, contracts::encode(election)},
      {{rbac_group, "v1", "rolebindings", "RoleBinding", true}, contracts::encode(election_binding)},
  };
}

}  // namespace harmony::install
