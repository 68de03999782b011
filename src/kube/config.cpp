// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/config.hpp"

#include <cstdlib>
#include <system_error>

#include <fmt/format.h>

#include "harmony/base/file.hpp"

namespace harmony::kube {
namespace {

constexpr std::string_view how_to_choose = "name a kubeconfig with --kubeconfig or KUBECONFIG";

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read once, before any thread
  return value == nullptr ? std::string() : std::string(value);
}

bool is_there(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::exists(file, ignored);
}

/// Those of a list with ':' between that are there.
std::vector<std::filesystem::path> existing(std::string_view list) {
  std::vector<std::filesystem::path> files;
  while (!list.empty()) {
    const auto end = list.find(':');
    const std::filesystem::path file(list.substr(0, end));
    if (!file.empty() && is_there(file)) files.push_back(file);
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  }
  return files;
}

std::string without_line_end(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

surroundings surroundings::of_process() {
  return {.kubeconfig = variable("KUBECONFIG"),
          .home = variable("HOME"),
          .service_host = variable("KUBERNETES_SERVICE_HOST"),
          .service_port = variable("KUBERNETES_SERVICE_PORT")};
}

result<config> find_config(const config_choice& chosen, const surroundings& around) {
  if (!chosen.kubeconfig.empty()) return read_kubeconfig(chosen.kubeconfig, chosen.context);
  if (!around.kubeconfig.empty()) {
    const auto files = existing(around.kubeconfig);
    if (!files.empty()) return read_kubeconfigs(files, chosen.context);
    return fail(errc::not_found, fmt::format("KUBECONFIG is \"{}\", and there is no such file", around.kubeconfig), {},
                "correct or unset KUBECONFIG, or use --kubeconfig");
  }
  if (!around.service_host.empty()) return in_cluster_config(around);
  const auto usual = around.home / ".kube" / "config";
  if (!around.home.empty() && is_there(usual)) return read_kubeconfig(usual, chosen.context);
  return fail(errc::not_found,
              fmt::format("no Kubernetes cluster is configured: KUBECONFIG is not set, this is not a pod, and there is no {}",
                          usual.string()),
              {}, std::string(how_to_choose));
}

result<config> in_cluster_config(const surroundings& around) {
  constexpr std::string_view doing = "reading the pod's service account";
  const bool is_v6 = around.service_host.contains(':');
  const auto port = around.service_port.empty() ? std::string("443") : around.service_port;
  auto server =
      http::parse_endpoint(fmt::format("https://{}{}{}:{}", is_v6 ? "[" : "", around.service_host, is_v6 ? "]" : "", port));
  if (!server) return fail(std::move(server).error().in("reading KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT"));
  auto authorities = read_file(around.service_account / "ca.crt");
  if (!authorities) return fail(std::move(authorities).error().in(doing));
  auto token = read_file(around.service_account / "token");
  if (!token) {
    auto failure = std::move(token).error().in(doing);
    failure.hint = "does the pod's spec say automountServiceAccountToken: false?";
    return fail(std::move(failure));
  }
  config read{.server = *std::move(server),
              .tls = {.authorities = *std::move(authorities)},
              .token = without_line_end(*std::move(token)),
              .token_file = around.service_account / "token",
              .in_pod = true,
              .source = "the pod's service account"};
  if (auto own = read_file(around.service_account / "namespace")) read.default_namespace = without_line_end(*std::move(own));
  return read;
}

}  // namespace harmony::kube
