// SPDX-License-Identifier: Apache-2.0
#include "kube/exec_credential.hpp"

#include <array>

#include <fmt/format.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "kube/base64.hpp"
#include "kube/json_read.hpp"

namespace harmony::kube {
namespace {

constexpr std::array versions = {"client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"};

/// The elements of a list; nothing if the member is not there.
const boost::json::array* list_member(const boost::json::value& object, std::string_view name) {
  const auto* found = member(object, name);
  return found != nullptr && found->is_array() ? &found->get_array() : nullptr;
}

result<exec_plugin::interaction> interaction_of(std::string_view mode) {
  using enum exec_plugin::interaction;
  if (mode.empty() || mode == "IfAvailable") return if_available;
  if (mode == "Never") return never;
  if (mode == "Always") return always;
  return fail(errc::invalid, fmt::format("user.exec.interactiveMode: \"{}\" is none of Never, IfAvailable, Always", mode));
}

}  // namespace

result<exec_plugin> read_exec_plugin(const boost::json::value& from, const std::filesystem::path& folder) {
  exec_plugin made{.api_version = std::string(text_member(from, "apiVersion")),
                   .install_hint = std::string(text_member(from, "installHint")),
                   .wants_cluster = text_member(from, "provideClusterInfo") == "true"};
  if (!std::ranges::contains(versions, made.api_version))
    return fail(errc::unsupported, fmt::format("user.exec.apiVersion: \"{}\" is not supported", made.api_version), {},
                fmt::format("{} and {} are", versions[0], versions[1]));
  std::string command(text_member(from, "command"));
  if (command.empty())
    return fail(errc::invalid, "user.exec.command: not set", {}, "it is the program that gives the credentials");
  if (command.contains('/')) command = (folder / command).string();
  made.command.push_back(std::move(command));
  if (const auto* arguments = list_member(from, "args"))
    for (const auto& one : *arguments) {
      if (!one.is_string()) return fail(errc::invalid, "user.exec.args: expected strings");
      made.command.emplace_back(one.get_string());
    }
  if (const auto* variables = list_member(from, "env"))
    for (const auto& one : *variables) made.environment[std::string(text_member(one, "name"))] = text_member(one, "value");
  auto asks = interaction_of(text_member(from, "interactiveMode"));
  if (!asks) return fail(std::move(asks).error());
  made.asks = *asks;
  return made;
}

std::string exec_info(const exec_plugin& plugin, const config& cluster, bool interactive) {
  boost::json::object spec{{"interactive", interactive}};
  if (plugin.wants_cluster) {
    boost::json::object told{{"server", cluster.server.text()}};
    if (!cluster.tls.server_name.empty()) told["tls-server-name"] = cluster.tls.server_name;
    if (!cluster.tls.verify) told["insecure-skip-tls-verify"] = true;
    if (!cluster.tls.authorities.empty()) told["certificate-authority-data"] = encode_base64(cluster.tls.authorities);
    spec["cluster"] = std::move(told);
  }
  return boost::json::serialize(
      boost::json::object{{"apiVersion", plugin.api_version}, {"kind", "ExecCredential"}, {"spec", std::move(spec)}});
}

result<exec_credential> read_exec_credential(std::string_view printed, const exec_plugin& plugin) {
  const auto document = parse_json(printed);
  if (!document) return fail(errc::protocol, "it did not print an ExecCredential", document.error().detail);
  if (text_member(*document, "kind") != "ExecCredential" || text_member(*document, "apiVersion") != plugin.api_version)
    return fail(errc::protocol,
                fmt::format("it printed a {} of \"{}\", not an ExecCredential of {}", text_member(*document, "kind"),
                            text_member(*document, "apiVersion"), plugin.api_version));
  const auto* status = member(*document, "status");
  exec_credential read{.content = {.token = std::string(text_member(status, "token")),
                                   .certificate = std::string(text_member(status, "clientCertificateData")),
                                   .key = std::string(text_member(status, "clientKeyData"))},
                       .expires = {}};
  if (read.content.certificate.empty() != read.content.key.empty())
    return fail(errc::protocol, "it printed half a client certificate");
  if (read.content == credential{}) return fail(errc::protocol, "it printed neither a token nor a client certificate");
  if (const auto when = text_member(status, "expirationTimestamp"); !when.empty()) {
    auto time = parse_rfc3339(when);
    if (!time) return fail(errc::protocol, "its expirationTimestamp is not a time: " + time.error().message);
    read.expires = *time;
  }
  return read;
}

}  // namespace harmony::kube
