// SPDX-License-Identifier: Apache-2.0
// The built-in Kubernetes objects that install makes, as far as it sets them. Field names and meaning: Kubernetes API
// reference v1.35.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/object.hpp>

namespace harmony::install {

struct object_metadata {
  std::string name;
  std::optional<std::string> namespace_;
  std::map<std::string, std::string> labels;
  friend bool operator==(const object_metadata&, const object_metadata&) = default;
};
BOOST_DESCRIBE_STRUCT(object_metadata, (), (name, namespace_, labels))

struct namespace_object {
  std::string api_version = "v1";
  std::string kind = "Namespace";
  object_metadata metadata;
  friend bool operator==(const namespace_object&, const namespace_object&) = default;
};
BOOST_DESCRIBE_STRUCT(namespace_object, (), (api_version, kind, metadata))

struct service_account {
  std::string api_version = "v1";
  std::string kind = "ServiceAccount";
  object_metadata metadata;
  friend bool operator==(const service_account&, const service_account&) = default;
};
BOOST_DESCRIBE_STRUCT(service_account, (), (api_version, kind, metadata))

struct policy_rule {
  std::vector<std::string> api_groups;
  std::vector<std::string> resources;
  std::vector<std::string> verbs;
  friend bool operator==(const policy_rule&, const policy_rule&) = default;
};
BOOST_DESCRIBE_STRUCT(policy_rule, (), (api_groups, resources, verbs))

/// The same shape as a cluster_role, for one namespace.
struct role {
  std::string api_version = "rbac.authorization.k8s.io/v1";
  std::string kind = "Role";
  object_metadata metadata;
  std::vector<policy_rule> rules;
  friend bool operator==(const role&, const role&) = default;
};
BOOST_DESCRIBE_STRUCT(role, (), (api_version, kind, metadata, rules))

struct cluster_role {
  std::string api_version = "rbac.authorization.k8s.io/v1";
  std::string kind = "ClusterRole";
  object_metadata metadata;
  std::vector<policy_rule> rules;
  friend bool operator==(const cluster_role&, const cluster_role&) = default;
};
BOOST_DESCRIBE_STRUCT(cluster_role, (), (api_version, kind, metadata, rules))

struct role_reference {
  std::string api_group = "rbac.authorization.k8s.io";
  std::string kind = "ClusterRole";
  std::string name;
  friend bool operator==(const role_reference&, const role_reference&) = default;
};
BOOST_DESCRIBE_STRUCT(role_reference, (), (api_group, kind, name))

struct role_subject {
  std::string kind = "ServiceAccount";
  std::string name;
  std::string namespace_;
  friend bool operator==(const role_subject&, const role_subject&) = default;
};
BOOST_DESCRIBE_STRUCT(role_subject, (), (kind, name, namespace_))

struct cluster_role_binding {
  std::string api_version = "rbac.authorization.k8s.io/v1";
  std::string kind = "ClusterRoleBinding";
  object_metadata metadata;
  role_reference role_ref;
  std::vector<role_subject> subjects;
  friend bool operator==(const cluster_role_binding&, const cluster_role_binding&) = default;
};
BOOST_DESCRIBE_STRUCT(cluster_role_binding, (), (api_version, kind, metadata, role_ref, subjects))

struct role_binding {
  std::string api_version = "rbac.authorization.k8s.io/v1";
  std::string kind = "RoleBinding";
  object_metadata metadata;
  role_reference role_ref;
  std::vector<role_subject> subjects;
  friend bool operator==(const role_binding&, const role_binding&) = default;
};
BOOST_DESCRIBE_STRUCT(role_binding, (), (api_version, kind, metadata, role_ref, subjects))

struct crd_names {
  std::string plural;
  std::string singular;
  std::string kind;
  std::string list_kind;
  std::vector<std::string> short_names;
  std::vector<std::string> categories;
  friend bool operator==(const crd_names&, const crd_names&) = default;
};
BOOST_DESCRIBE_STRUCT(crd_names, (), (plural, singular, kind, list_kind, short_names, categories))

struct printer_column {
  std::string name;
  std::string type;
  std::string json_path;
  std::string description;
  int priority = 0;  ///< above 0: only with `-o wide`
  friend bool operator==(const printer_column&, const printer_column&) = default;
};
BOOST_DESCRIBE_STRUCT(printer_column, (), (name, type, json_path, description, priority))

struct crd_schema {
  boost::json::object openAPIV3Schema;  // the one wire name that is not plain camelCase
  friend bool operator==(const crd_schema&, const crd_schema&) = default;
};
BOOST_DESCRIBE_STRUCT(crd_schema, (), (openAPIV3Schema))

struct nothing_set {
  friend bool operator==(const nothing_set&, const nothing_set&) = default;
};
BOOST_DESCRIBE_STRUCT(nothing_set, (), ())
struct crd_subresources {
  nothing_set status;  ///< there is one; it has no settings
  friend bool operator==(const crd_subresources&, const crd_subresources&) = default;
};
BOOST_DESCRIBE_STRUCT(crd_subresources, (), (status))

struct crd_version {
  std::string name;
  bool served = true;
  bool storage = true;
  crd_schema schema;
  crd_subresources subresources;
  std::vector<printer_column> additional_printer_columns;
  friend bool operator==(const crd_version&, const crd_version&) = default;
};
BOOST_DESCRIBE_STRUCT(crd_version, (), (name, served, storage, schema, subresources, additional_printer_columns))

struct crd_spec {
  std::string group;
  std::string scope = "Namespaced";
  crd_names names;
  std::vector<crd_version> versions;
  friend bool operator==(const crd_spec&, const crd_spec&) = default;
};
BOOST_DESCRIBE_STRUCT(crd_spec, (), (group, scope, names, versions))

struct custom_resource_definition {
  std::string api_version = "apiextensions.k8s.io/v1";
  std::string kind = "CustomResourceDefinition";
  object_metadata metadata;
  crd_spec spec;
  friend bool operator==(const custom_resource_definition&, const custom_resource_definition&) = default;
};
BOOST_DESCRIBE_STRUCT(custom_resource_definition, (), (api_version, kind, metadata, spec))

/// Of any object's status, the part that says whether the API server is done with it.
struct observed_condition {
  std::string type;
  std::string status;
  friend bool operator==(const observed_condition&, const observed_condition&) = default;
};
BOOST_DESCRIBE_STRUCT(observed_condition, (), (type, status))

struct observed_status {
  std::vector<observed_condition> conditions;
  friend bool operator==(const observed_status&, const observed_status&) = default;
};
BOOST_DESCRIBE_STRUCT(observed_status, (), (conditions))

}  // namespace harmony::install
