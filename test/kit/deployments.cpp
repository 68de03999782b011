// SPDX-License-Identifier: Apache-2.0
#include "kit/deployments.hpp"

#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/names.hpp"

namespace harmony::kit {

const kube::resource deployment_type{std::string(contracts::api_group), std::string(contracts::api_version),
                                     std::string(contracts::deployment_plural), std::string(contracts::deployment_kind), true};

contracts::labels labels(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  contracts::labels all;
  for (const auto& [key, value] : pairs)
    all.emplace(contracts::label_key::parse(key).value(), contracts::label_value::parse(value).value());
  return all;
}

contracts::service service(std::string_view name, std::string_view image, std::vector<std::string_view> ports) {
  contracts::service one{.name = contracts::resource_name::parse(name).value(),
                         .image = contracts::image_reference::parse(image).value(),
                         .command = {},
                         .args = {},
                         .env = {},
                         .ports = {}};
  for (const auto port : ports) one.ports.push_back(contracts::port_mapping::parse(port).value());
  return one;
}

contracts::service shell(std::string_view name, std::string_view image, std::string line) {
  auto one = service(name, image);
  one.command = {"/bin/busybox", "sh", "-c"};
  one.args = {std::move(line)};
  return one;
}

contracts::score score(std::vector<contracts::service> services) {
  return {.type = contracts::score_type::podman_v0, .data = {.services = std::move(services)}};
}

contracts::score score_of_size(std::size_t bytes, std::string_view image) {
  auto filled = score({service("main", image)});
  auto& env = filled.data.services.front().env;
  constexpr std::size_t most_a_variable = 30'000;
  for (std::size_t number = 0; number <= bytes / most_a_variable; ++number)
    env.push_back({.name = contracts::env_name::parse("FILL_" + std::to_string(number)).value(), .value = {}});
  const auto missing = bytes - contracts::encode_text(filled).size();
  for (auto& one : env) one.value.assign(missing / env.size(), 'x');
  env.back().value.append(missing % env.size(), 'x');
  return filled;
}

contracts::deployment_spec spec(contracts::labels to, std::string_view image) {
  return {.target_selector = {.match_labels = std::move(to), .match_expressions = {}},
          .score = score({service("main", image)}),
          .rollout = {}};
}

boost::json::value deployment(const kube::object_key& key, const contracts::deployment_spec& spec) {
  return {{"apiVersion", contracts::api_group_version},
          {"kind", contracts::deployment_kind},
          {"metadata", {{"namespace", key.namespace_}, {"name", key.name}}},
          {"spec", contracts::encode(spec)}};
}

}  // namespace harmony::kit
