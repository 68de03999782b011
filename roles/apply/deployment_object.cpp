// SPDX-License-Identifier: Apache-2.0
#include "apply/deployment_object.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "apply/selector_text.hpp"
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

std::unexpected<error> twice(std::string_view name, std::string_view what) {
  return fail(errc::invalid, fmt::format("{}: {} is given twice", name, what), {}, "leave one of them out");
}

result<contracts::label_selector> selector_of(const std::vector<std::string>& to) {
  constexpr std::string_view form = "write --to LABEL=VALUE[,LABEL=VALUE]";
  contracts::label_selector selector;
  for (const auto& one : to) {
    if (auto done = read_selector(one, selector); !done) {
      auto failure = std::move(done.error()).in("--to");
      failure.hint = fmt::format("{}, or kubectl's 'tier in (edge,core)', '!retired', 'env!=test'", form);
      return fail(std::move(failure));
    }
  }
  if (to.empty()) return fail(errc::invalid, "--to is missing: an empty selector matches no device", {}, std::string(form));
  return selector;
}

result<void> read_ports(const std::vector<std::string>& typed, std::vector<contracts::port_mapping>& ports) {
  for (const auto& one : typed) {
    const auto port = option<contracts::port_mapping>("--port", one);
    if (!port) return fail(port.error());
    if (std::ranges::any_of(ports, [&](const auto& other) { return other.host == port->host && other.over == port->over; }))
      return twice("--port", fmt::format("the device's port {}", port->host));
    ports.push_back(*port);
  }
  return {};
}

result<void> read_volumes(const std::vector<std::string>& typed, std::vector<contracts::volume_mapping>& volumes) {
  for (const auto& one : typed) {
    auto volume = option<contracts::volume_mapping>("--volume", one);
    if (!volume) return fail(std::move(volume.error()));
    if (std::ranges::contains(volumes, volume->target, &contracts::volume_mapping::target))
      return twice("--volume", fmt::format("the container's path {}", volume->target));
    volumes.push_back(std::move(*volume));
  }
  return {};
}

result<void> read_env(const std::vector<std::string>& typed, std::vector<contracts::env_var>& env) {
  for (const auto& one : typed) {
    const auto parts = pair_of("--env", one, "NAME=VALUE");
    if (!parts) return fail(parts.error());
    auto variable = option<contracts::env_name>("--env", parts->first);
    if (!variable) return fail(std::move(variable.error()));
    if (std::ranges::contains(env, *variable, &contracts::env_var::name)) return twice("--env", variable->text());
    env.push_back({.name = std::move(*variable), .value = std::string(parts->second)});
  }
  return {};
}

result<void> read_labels(const std::vector<std::string>& typed, contracts::labels& labels) {
  for (const auto& one : typed) {
    const auto parts = pair_of("--label", one, "KEY=VALUE");
    if (!parts) return fail(parts.error());
    auto key = option<contracts::label_key>("--label", parts->first);
    if (!key) return fail(std::move(key.error()));
    auto value = option<contracts::label_value>("--label", parts->second);
    if (!value) return fail(std::move(value.error()));
    if (!labels.try_emplace(*key, std::move(*value)).second) return twice("--label", key->text());
  }
  return {};
}

template <class T>
result<void> read_choice(std::string_view name, const std::string& typed, T& choice) {
  if (typed.empty()) return {};
  auto chosen = contracts::decode<T>(boost::json::value(typed), name);
  if (!chosen) return fail(std::move(chosen.error()));
  choice = *chosen;
  return {};
}

result<contracts::service> service_of(const typed_deployment& typed, const contracts::resource_name& name) {
  if (typed.image.empty()) return fail(errc::invalid, "--image is missing", {}, "write --image REGISTRY/NAME:TAG");
  auto image = option<contracts::image_reference>("--image", typed.image);
  if (!image) return fail(std::move(image.error()));
  contracts::service service;
  service.name = name;
  service.image = std::move(*image);
  service.command = typed.command;
  service.args = typed.args;
  return read_ports(typed.ports, service.ports)
      .and_then([&] { return read_volumes(typed.volumes, service.volumes); })
      .and_then([&] { return read_env(typed.env, service.env); })
      .and_then([&] { return read_labels(typed.labels, service.labels); })
      .and_then([&] { return read_choice("--restart-policy", typed.restart_policy, service.restart_policy); })
      .and_then([&] { return read_choice("--image-pull-policy", typed.image_pull_policy, service.image_pull_policy); })
      .transform([&] { return std::move(service); });
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
  auto selector = selector_of(typed.to);
  if (!selector) return fail(std::move(selector.error()));
  auto service = service_of(typed, *name);
  if (!service) return fail(std::move(service.error()));
  const contracts::deployment_spec spec{
      .target_selector = std::move(*selector),
      .score = {.type = contracts::score_type::podman_v0, .data = {.services = {std::move(*service)}}},
      .rollout = {},
  };
  auto encoded = contracts::encode(spec);
  // How many and how long: the codec knows the bounds, and names the field.
  if (const auto bounded = contracts::decode<contracts::deployment_spec>(encoded, "spec"); !bounded)
    return fail(bounded.error());
  boost::json::object metadata{{"name", name->text()}};
  if (!typed.namespace_.empty()) metadata["namespace"] = typed.namespace_;
  return boost::json::object{
      {"apiVersion", contracts::api_group_version},
      {"kind", contracts::deployment_kind},
      {"metadata", std::move(metadata)},
      {"spec", std::move(encoded)},
  };
}

}  // namespace harmony::apply
