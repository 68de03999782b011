// SPDX-License-Identifier: Apache-2.0
// What a ServiceAccount may do, and becoming one.
#pragma once

#include <filesystem>
#include <string>

#include "harmony/kube/client.hpp"
#include "kit/kube_apiserver.hpp"
#include "kit/relay.hpp"

namespace harmony::kit {

struct service_account {
  std::string namespace_;
  std::string name;
};

/// What the API server's authorizer is asked about.
struct access {
  std::string verb;
  std::string group;        ///< empty: the core group
  std::string resource;     ///< plural
  std::string subresource;  ///< empty: the resource itself
  std::string namespace_;   ///< empty: every namespace
};

/// Whether the account may do it (SubjectAccessReview).
[[nodiscard]] task<bool> is_allowed(kube::client& administrator, service_account who, access what);

/// Writes a kubeconfig with a token of the account (TokenRequest).
[[nodiscard]] task<void> write_kubeconfig(kube::client& administrator, const kube_apiserver& server, service_account who,
                                          std::filesystem::path to);

/// Writes the kubeconfig `of` again, but by way of a relay, to which no TLS is spoken.
void write_kubeconfig_by(const std::filesystem::path& of, const relay& way, const std::filesystem::path& to);

}  // namespace harmony::kit
