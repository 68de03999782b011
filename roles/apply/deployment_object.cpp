// SPDX-License-Identifier: Apache-2.0
#include "apply/deployment_object.hpp"

#include <utility>

#include <fmt/format.h>

#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/deployment.hpp"
#include "harmony/contracts/names.hpp"

namespace harmony::apply {

namespace {

/// Parses one option's text as T, saying which option it was.
template <class T>
result<T> option(std::string_view name, std::string_view text) {
  return T::parse(text).transform_error([&](error failure) { return std::move(failure).in(name); });
}

/// "key=value" in two; the value may hold further '='.
result<std::pair<std::string_view, std::string_view>> pair_of(std::string_view name, std::string_view text,
                                                              std::string_view form) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos)
    return fail(errc::invalid, fmt::format("{}: \"{}\" has no '='", name, text), {}, fmt::format("write {} {}", name, form));
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

result<contracts::labels> labels_of(const std::vector<std::string>& to) {
  contracts::labels labels;
  for (const auto& one : to) {
    const auto parts = pair_of("--to", one, "LABEL=VALUE");
    if (!parts) return fail(parts.error());
    auto key = option<contracts::label_key>("--to", parts->first);
    if (!key) return fail(std::move(key.error()));
    auto value = option<contracts::label_value>("--to", parts->second);
    if (!value) return fail(std::move(value.error()));
    labels.insert_or_assign(std::move(*key), std::move(*value));
  }
  if (labels.empty())
    return fail(errc::invalid, "--to is missing: an empty selector matches no device", {},
                "write --to LABEL=VALUE[,LABEL=VALUE]");
  return labels;
}

result<contracts::service> service_of(const typed_deployment& typed, const contracts::resource_name& name) {
  contracts::service service{.name = name, .image = {}, .command = {}, .args = {}, .env = {}, .ports = {}};
  auto image = option<contracts::image_reference>("--image", typed.image);
  if (!image) return fail(std::move(image.error()));
  service.image = std::move(*image);
  for (const auto& one : typed.ports) {
    const auto port = option<contracts::port_mapping>("--port", one);
    if (!port) return fail(port.error());
    service.ports.push_back(*port);
  }
  for (const auto& one : typed.env) {
    const auto parts = pair_of("--env", one, "NAME=VALUE");
    if (!parts) return fail(parts.error());
    auto variable = option<contracts::env_name>("--env", parts->first);
    if (!variable) return fail(std::move(variable.error()));
    service.env.push_back({.name = std::move(*variable), .value = std::string(parts->second)});
  }
  return service;
}

}  // namespace

const kube::resource& deployment_resource() {
  static const kube::resource type{std::string(contracts::api_group), std::string(contracts::api_version),
                                   std::string(contracts::deployment_plural), std::string(contracts::deployment_kind), true};
  return type;
}

result<boost::json::value> deployment_object(const typed_deployment& typed) {
  auto name = option<contracts::resource_name>("--name", typed.name);
  if (!name) return fail(std::move(name.error()));
  auto labels = labels_of(typed.to);
  if (!labels) return fail(std::move(labels.error()));
  auto service = service_of(typed, *name);
  if (!service) return fail(std::move(service.error()));
  const contracts::deployment_spec spec{
      .target_selector = {.match_labels = std::move(*labels), .match_expressions = {}},
      .score = {.type = contracts::score_type::podman_v0, .data = {.services = {std::move(*service)}}},
      .rollout = {},
  };
  return boost::json::object{
      {"apiVersion", contracts::api_group_version},
      {"kind", contracts::deployment_kind},
      {"metadata", boost::json::object{{"name", name->text()}, {"namespace", typed.namespace_}}},
      {"spec", contracts::encode(spec)},
  };
}

}  // namespace harmony::apply
