// SPDX-License-Identifier: Apache-2.0
// kubeconfig, as clientcmd/api/v1 has it: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
#include <array>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/value.hpp>

#include "harmony/base/file.hpp"
#include "harmony/kube/config.hpp"
#include "kube/base64.hpp"
#include "kube/json_read.hpp"
#include "kube/yaml.hpp"

namespace harmony::kube {
namespace {

/// Members of a user or cluster that change who we are or where we go: ignoring one would act as somebody else.
constexpr std::array unsupported_of_user = {"exec", "auth-provider", "username",  "password",
                                            "as",   "as-uid",        "as-groups", "as-user-extra"};
constexpr std::array unsupported_of_cluster = {"proxy-url"};

/// One kubeconfig while it is being read. Failures name the file and the member's path.
class kubeconfig {
 public:
  kubeconfig(std::filesystem::path file, boost::json::value content) : file_(std::move(file)), content_(std::move(content)) {}

  result<config> read(std::string_view wanted_context) const {
    auto context_name = std::string(wanted_context.empty() ? text_member(content_, "current-context") : wanted_context);
    if (context_name.empty()) return wrong("current-context: not set", fmt::format("choose one of: {}", known("contexts")));
    auto context = entry("contexts", "context", context_name);
    if (!context) return fail(std::move(context).error());
    auto cluster = referred(**context, context_name, "cluster", "clusters");
    if (!cluster) return fail(std::move(cluster).error());
    config made{.source = fmt::format("{}, context {}", file_.string(), context_name)};
    if (const auto own = text_member(**context, "namespace"); !own.empty()) made.default_namespace = own;
    if (auto done = read_cluster(**cluster, made); !done) return fail(std::move(done).error());
    // A context without a user is legal: an API server may admit anyone.
    if (text_member(**context, "user").empty()) return made;
    auto user = referred(**context, context_name, "user", "users");
    if (!user) return fail(std::move(user).error());
    if (auto done = read_user(**user, made); !done) return fail(std::move(done).error());
    return made;
  }

 private:
  [[nodiscard]] std::unexpected<error> wrong(std::string what, std::string hint = {}) const {
    return fail(errc::invalid, fmt::format("kubeconfig {}: {}", file_.string(), what), {}, std::move(hint));
  }

  /// The names of a list's entries, for a hint.
  [[nodiscard]] std::string known(std::string_view list) const {
    std::vector<std::string> names;
    if (const auto* entries = member(content_, list); entries != nullptr && entries->is_array())
      for (const auto& one : entries->get_array()) names.emplace_back(text_member(one, "name"));
    return names.empty() ? "(the file has none)" : fmt::format("{}", fmt::join(names, ", "));
  }

  /// `contexts: [{name: N, context: {…}}]`: what is under `inner` for the name.
  [[nodiscard]] result<const boost::json::value*> entry(std::string_view list, std::string_view inner,
                                                        std::string_view name) const {
    if (const auto* entries = member(content_, list); entries != nullptr && entries->is_array())
      for (const auto& one : entries->get_array())
        if (text_member(one, "name") == name)
          if (const auto* found = member(one, inner); found != nullptr && found->is_object()) return found;
    return wrong(fmt::format("{}: there is no {} \"{}\"", list, inner, name), fmt::format("there are: {}", known(list)));
  }

  [[nodiscard]] result<const boost::json::value*> referred(const boost::json::value& context, std::string_view context_name,
                                                           std::string_view inner, std::string_view list) const {
    const auto name = text_member(context, inner);
    if (name.empty()) return wrong(fmt::format("contexts[{}].{}: not set", context_name, inner));
    return entry(list, inner, name);
  }

  /// PEM from `name-data` (base64, which wins) or from the file that `name` is; empty if neither is given.
  [[nodiscard]] result<std::string> pem(const boost::json::value& from, std::string_view name) const {
    const auto data_name = fmt::format("{}-data", name);
    if (const auto data = text_member(from, data_name); !data.empty()) {
      auto decoded = decode_base64(data);
      if (!decoded) return wrong(fmt::format("{}: not base64", data_name));
      return *std::move(decoded);
    }
    const auto path = text_member(from, name);
    if (path.empty()) return std::string();
    auto content = read_file(beside(path));
    if (!content) return fail(std::move(content).error().in(fmt::format("kubeconfig {}: {}", file_.string(), name)));
    return *std::move(content);
  }

  [[nodiscard]] std::filesystem::path beside(std::string_view path) const { return file_.parent_path() / path; }

  template <class Names>
  [[nodiscard]] result<void> refuse(const boost::json::value& from, std::string_view where, const Names& names) const {
    for (const std::string_view name : names) {
      const auto* found = member(from, name);
      if (found == nullptr || found->is_null() || (found->is_string() && found->get_string().empty())) continue;
      return fail(errc::unsupported,
                  fmt::format("kubeconfig {}: {}.{} is not supported by this version", file_.string(), where, name), {},
                  "use a context with a client certificate or a token, for example of a service account");
    }
    return {};
  }

  [[nodiscard]] result<void> read_cluster(const boost::json::value& cluster, config& into) const {
    if (auto refused = refuse(cluster, "cluster", unsupported_of_cluster); !refused) return refused;
    const auto url = text_member(cluster, "server");
    if (url.empty()) return wrong("cluster.server: not set", "it is the API server's URL: https://HOST:6443");
    auto server = http::parse_endpoint(url);
    if (!server) return fail(std::move(server).error().in(fmt::format("kubeconfig {}: cluster.server", file_.string())));
    into.server = *std::move(server);
    auto authorities = pem(cluster, "certificate-authority");
    if (!authorities) return fail(std::move(authorities).error());
    into.tls.authorities = *std::move(authorities);
    into.tls.server_name = text_member(cluster, "tls-server-name");
    into.tls.verify = text_member(cluster, "insecure-skip-tls-verify") != "true";
    if (!into.tls.verify && !into.tls.authorities.empty())
      return wrong("cluster: insecure-skip-tls-verify and certificate-authority exclude each other", "remove one of them");
    return {};
  }

  [[nodiscard]] result<void> read_user(const boost::json::value& user, config& into) const {
    if (auto refused = refuse(user, "user", unsupported_of_user); !refused) return refused;
    auto certificate = pem(user, "client-certificate");
    if (!certificate) return fail(std::move(certificate).error());
    auto key = pem(user, "client-key");
    if (!key) return fail(std::move(key).error());
    if (certificate->empty() != key->empty())
      return wrong(fmt::format("user: {} without {}", certificate->empty() ? "client-key" : "client-certificate",
                               certificate->empty() ? "client-certificate" : "client-key"),
                   "both belong together");
    into.tls.client_certificate = *std::move(certificate);
    into.tls.client_key = *std::move(key);
    into.token = text_member(user, "token");
    if (const auto path = text_member(user, "tokenFile"); !path.empty()) into.token_file = beside(path);
    return {};
  }

  std::filesystem::path file_;
  boost::json::value content_;
};

}  // namespace

result<config> read_kubeconfig(const std::filesystem::path& file, std::string_view context) {
  const auto reading = fmt::format("kubeconfig {}", file.string());
  auto text = read_file(file);
  if (!text) return fail(std::move(text).error().in(reading));
  auto content = parse_yaml(*text);
  if (!content) return fail(std::move(content).error().in(reading));
  return kubeconfig(file, *std::move(content)).read(context);
}

}  // namespace harmony::kube
