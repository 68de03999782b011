// SPDX-License-Identifier: Apache-2.0
// The objects that install makes, as somebody else sees them in the cluster.
#pragma once

#include <map>
#include <string>

#include "harmony/kube/object_api.hpp"
#include "kit/process.hpp"

namespace harmony::install::test {

extern const kube::resource namespaces;
extern const kube::resource definitions;
extern const kube::resource service_accounts;
extern const kube::resource roles;
extern const kube::resource role_bindings;
extern const kube::resource election_roles;
extern const kube::resource election_bindings;

inline constexpr auto definition_name = "deployments.iot.nationtech.io";
inline constexpr auto operator_name = "harmony-iot-operator";
inline constexpr auto election_name = "harmony-iot-operator-leader-election";

/// Runs `harmony-iot install WORDS…` against the program's API server.
[[nodiscard]] kit::finished run_install(std::vector<std::string> words);

/// Takes away what is cluster-wide, so that the next install is the first one. Namespaces stay: nothing here ends them.
[[nodiscard]] task<void> uninstall(kube::client& server);

/// A namespace's name that is not taken.
[[nodiscard]] std::string unused_name();

/// The resourceVersion of each object that an install into `namespace_` makes; empty for one that is not there.
[[nodiscard]] task<std::map<std::string, std::string>> versions(kube::client& server, std::string namespace_);

}  // namespace harmony::install::test
