// SPDX-License-Identifier: Apache-2.0
// kubeconfig, as clientcmd/api/v1 has it: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <boost/json/value.hpp>

#include "harmony/base/file.hpp"
#include "harmony/kube/config.hpp"
#include "kube/base64.hpp"
#include "kube/exec_credential.hpp"
#include "kube/json_read.hpp"
#include "kube/yaml.hpp"

namespace harmony::kube {
namespace {

/// Members of a user or cluster that change who we are or where we go: ignoring one would act as somebody else.
constexpr std::array unsupported_of_user = {"auth-provider", "username",  "password",     "as",
                                            "as-uid",        "as-groups", "as-user-extra"};
constexpr std::array unsupported_of_cluster = {"proxy-url"};

struct kubeconfig_file {
  std::filesystem::path path;
  boost::json::value content;
};

/// A part of a file. Failures about it name the file.
struct part {
  const boost::json::value* value;
  const std::filesystem::path* file;

  [[nodiscard]] std::unexpected<error> wrong(std::string what, std::string hint = {}) const {
    return fail(errc::invalid, fmt::format("kubeconfig {}: {}", file->string(), what), {}, std::move(hint));
  }
  [[nodiscard]] std::string_view text(std::string_view name) const { return text_member(value, name); }
  /// Relative paths start at the file's directory.
  [[nodiscard]] std::filesystem::path beside(std::string_view path) const { return file->parent_path() / path; }

  /// PEM from `name-data` (base64, which wins) or from the file that `name` is; empty if neither is given.
  [[nodiscard]] result<std::string> pem(std::string_view name) const {
    const auto data_name = fmt::format("{}-data", name);
    if (const auto data = text(data_name); !data.empty()) {
      auto decoded = decode_base64(data);
      if (!decoded) return wrong(fmt::format("{}: not base64", data_name));
      return *std::move(decoded);
    }
    const auto path = text(name);
    if (path.empty()) return std::string();
    auto content = read_file(beside(path));
    if (!content) return fail(std::move(content).error().in(fmt::format("kubeconfig {}: {}", file->string(), name)));
    return *std::move(content);
  }

  template <class Names>
  [[nodiscard]] result<void> refuse(std::string_view where, const Names& names) const {
    for (const std::string_view name : names) {
      const auto* found = member(value, name);
      if (found == nullptr || found->is_null() || (found->is_string() && found->get_string().empty())) continue;
      return fail(errc::unsupported,
                  fmt::format("kubeconfig {}: {}.{} is not supported by this version", file->string(), where, name), {},
                  "use a context with a client certificate, a token or an exec plug-in");
    }
    return {};
  }
};

result<void> read_cluster(const part& cluster, config& into) {
  if (auto refused = cluster.refuse("cluster", unsupported_of_cluster); !refused) return refused;
  const auto url = cluster.text("server");
  if (url.empty()) return cluster.wrong("cluster.server: not set", "it is the API server's URL: https://HOST:6443");
  auto server = http::parse_endpoint(url);
  if (!server) return fail(std::move(server).error().in(fmt::format("kubeconfig {}: cluster.server", cluster.file->string())));
  into.server = *std::move(server);
  auto authorities = cluster.pem("certificate-authority");
  if (!authorities) return fail(std::move(authorities).error());
  into.tls.authorities = *std::move(authorities);
  into.tls.server_name = cluster.text("tls-server-name");
  into.tls.verify = cluster.text("insecure-skip-tls-verify") != "true";
  if (!into.tls.verify && !into.tls.authorities.empty())
    return cluster.wrong("cluster: insecure-skip-tls-verify and certificate-authority exclude each other",
                         "remove one of them");
  return {};
}

result<void> read_user(const part& user, config& into) {
  if (auto refused = user.refuse("user", unsupported_of_user); !refused) return refused;
  auto certificate = user.pem("client-certificate");
  if (!certificate) return fail(std::move(certificate).error());
  auto key = user.pem("client-key");
  if (!key) return fail(std::move(key).error());
  if (certificate->empty() != key->empty())
    return user.wrong(fmt::format("user: {} without {}", certificate->empty() ? "client-key" : "client-certificate",
                                  certificate->empty() ? "client-certificate" : "client-key"),
                      "both belong together");
  into.tls.client_certificate = *std::move(certificate);
  into.tls.client_key = *std::move(key);
  into.token = user.text("token");
  if (const auto path = user.text("tokenFile"); !path.empty()) into.token_file = user.beside(path);
  const auto* exec = member(user.value, "exec");
  // kubectl's order too: who has a token does not run anything.
  if (exec == nullptr || exec->is_null() || !into.token.empty() || !into.token_file.empty()) return {};
  auto plugin = read_exec_plugin(*exec, user.file->parent_path());
  if (!plugin) return fail(std::move(plugin).error().in(fmt::format("kubeconfig {}", user.file->string())));
  into.exec = *std::move(plugin);
  return {};
}

/// Files that are read as one.
class kubeconfig {
 public:
  explicit kubeconfig(std::vector<kubeconfig_file> files) : files_(std::move(files)) {}

  result<config> read(std::string_view wanted_context) const {
    const auto context_name = wanted_context.empty() ? current_context() : std::string(wanted_context);
    if (context_name.empty()) return wrong("current-context: not set", fmt::format("choose one of: {}", known("contexts")));
    auto context = entry("contexts", "context", context_name);
    if (!context) return fail(std::move(context).error());
    auto cluster = referred(*context, context_name, "cluster", "clusters");
    if (!cluster) return fail(std::move(cluster).error());
    config made{.source = fmt::format("{}, context {}", context->file->string(), context_name)};
    if (const auto own = context->text("namespace"); !own.empty()) made.default_namespace = own;
    if (auto done = read_cluster(*cluster, made); !done) return fail(std::move(done).error());
    // A context without a user is legal: an API server may admit anyone.
    if (context->text("user").empty()) return made;
    auto user = referred(*context, context_name, "user", "users");
    if (!user) return fail(std::move(user).error());
    if (auto done = read_user(*user, made); !done) return fail(std::move(done).error());
    return made;
  }

 private:
  [[nodiscard]] std::unexpected<error> wrong(std::string what, std::string hint) const {
    std::vector<std::string> names;
    for (const auto& one : files_) names.push_back(one.path.string());
    return fail(errc::invalid, fmt::format("kubeconfig {}: {}", fmt::join(names, ":"), what), {}, std::move(hint));
  }

  [[nodiscard]] std::string current_context() const {
    for (const auto& one : files_)
      if (const auto name = text_member(one.content, "current-context"); !name.empty()) return std::string(name);
    return {};
  }

  /// The names of a list's entries, for a hint.
  [[nodiscard]] std::string known(std::string_view list) const {
    std::vector<std::string> names;
    for (const auto& file : files_)
      if (const auto* entries = member(file.content, list); entries != nullptr && entries->is_array())
        for (const auto& one : entries->get_array())
          if (std::string name(text_member(one, "name")); !std::ranges::contains(names, name)) names.push_back(std::move(name));
    if (!names.empty()) return fmt::format("{}", fmt::join(names, ", "));
    return files_.size() == 1 ? "(the file has none)" : "(the files have none)";
  }

  /// `contexts: [{name: N, context: {…}}]`: what is under `inner` for the name, in the first file that has it.
  [[nodiscard]] result<part> entry(std::string_view list, std::string_view inner, std::string_view name) const {
    for (const auto& file : files_)
      if (const auto* entries = member(file.content, list); entries != nullptr && entries->is_array())
        for (const auto& one : entries->get_array())
          if (text_member(one, "name") == name)
            if (const auto* found = member(one, inner); found != nullptr && found->is_object()) return part{found, &file.path};
    return wrong(fmt::format("{}: there is no {} \"{}\"", list, inner, name), fmt::format("there are: {}", known(list)));
  }

  [[nodiscard]] result<part> referred(const part& context, std::string_view context_name, std::string_view inner,
                                      std::string_view list) const {
    const auto name = context.text(inner);
    if (name.empty()) return context.wrong(fmt::format("contexts[{}].{}: not set", context_name, inner));
    return entry(list, inner, name);
  }

  std::vector<kubeconfig_file> files_;
};

}  // namespace

result<config> read_kubeconfig(const std::filesystem::path& file, std::string_view context) {
  return read_kubeconfigs({file}, context);
}

result<config> read_kubeconfigs(const std::vector<std::filesystem::path>& files, std::string_view context) {
  std::vector<kubeconfig_file> read;
  for (const auto& file : files) {
    const auto reading = fmt::format("kubeconfig {}", file.string());
    auto text = read_file(file);
    if (!text) return fail(std::move(text).error().in(reading));
    auto content = parse_yaml(*text);
    if (!content) return fail(std::move(content).error().in(reading));
    read.push_back({file, *std::move(content)});
  }
  return kubeconfig(std::move(read)).read(context);
}

}  // namespace harmony::kube
