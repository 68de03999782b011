// SPDX-License-Identifier: Apache-2.0
// Which API server, and as whom: read from a kubeconfig or from what a pod is given.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harmony/base/result.hpp"
#include "harmony/http/endpoint.hpp"

namespace harmony::kube {

/// A program that gives credentials: client.authentication.k8s.io, v1 and v1beta1.
/// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
struct exec_plugin {
  enum class interaction { never, if_available, always };

  std::string api_version{};
  std::vector<std::string> command{};  ///< with its arguments
  std::map<std::string, std::string> environment{};
  std::string install_hint{};  ///< for people, when there is no such program
  bool wants_cluster = false;  ///< the server and its authority are told to it
  interaction asks = interaction::if_available;
};

/// Everything that a client needs. Certificates are texts; the token's file is read again while the client runs, because
/// a pod's token is replaced within the hour.
struct config {
  http::endpoint server{};
  http::tls_settings tls{};
  std::string token{};                 ///< bearer token; empty: none, or only in the file
  std::filesystem::path token_file{};  ///< newer than `token` whenever it can be read
  std::optional<exec_plugin> exec{};   ///< where the credentials come from, if there is no token
  std::string default_namespace = "default";
  bool in_pod = false;   ///< from a pod's service account: `default_namespace` is the pod's own
  std::string source{};  ///< where this came from, for messages: "~/.kube/config, context dev"
};

/// What a person chose on the command line; empty means not given.
struct config_choice {
  std::filesystem::path kubeconfig{};
  std::string context{};
};

/// What is around the process; a value, so that tests bring their own.
struct surroundings {
  std::string kubeconfig{};  ///< $KUBECONFIG: paths with ':' between them
  std::filesystem::path home{};
  std::string service_host{};  ///< $KUBERNETES_SERVICE_HOST: set in every pod
  std::string service_port{};
  std::filesystem::path service_account = "/var/run/secrets/kubernetes.io/serviceaccount";

  [[nodiscard]] static surroundings of_process();
};

/// The first that is there: the chosen file, those of $KUBECONFIG's files that exist, the pod's service account,
/// ~/.kube/config. errc::not_found, with what was looked at, if none is. A choice or $KUBECONFIG that is wrong is an
/// error: going on to another cluster would be worse.
[[nodiscard]] result<config> find_config(const config_choice& chosen, const surroundings& around);

/// Reads one kubeconfig. An empty `context` means the file's current one. Relative paths in it start at its directory.
/// errc::invalid names the file, the member and how to put it right; errc::unsupported names what this version
/// cannot do (auth-provider, username, impersonation, proxy-url).
[[nodiscard]] result<config> read_kubeconfig(const std::filesystem::path& file, std::string_view context);
/// Several as one, as kubectl merges them: of entries of one name the first file's counts, and the current context is the
/// first file's that has one.
[[nodiscard]] result<config> read_kubeconfigs(const std::vector<std::filesystem::path>& files, std::string_view context);

/// What a pod is given: address from the environment, certificate authority, token and namespace from files.
[[nodiscard]] result<config> in_cluster_config(const surroundings& around);

}  // namespace harmony::kube
