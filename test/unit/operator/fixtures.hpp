// SPDX-License-Identifier: Apache-2.0
// Short ways to write down devices, labels, documents and selectors.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "harmony/contracts/deployment.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/kube/resource.hpp"
#include "kit/deployments.hpp"

namespace harmony::fleet::test {

inline contracts::device_id device(std::string_view id) { return *contracts::device_id::parse(id); }

using kit::labels;

inline contracts::label_selector selector(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
  return {.match_labels = labels(pairs)};
}

/// 64 times the digit: easy to tell apart.
inline contracts::revision revision(char digit) { return *contracts::revision::parse(std::string(64, digit)); }

inline contracts::desired_deployment entry(std::string_view name, char digit = 'a', std::string uid = "") {
  return {.namespace_ = *contracts::resource_name::parse("default"),
          .name = *contracts::resource_name::parse(name),
          .uid = uid.empty() ? "uid-" + std::string(name) : std::move(uid),
          .generation = 1,
          .revision = revision(digit)};
}

inline contracts::deployment_state reported(std::string uid, char digit, contracts::phase phase, std::string last_error = {},
                                            const kube::object_key& of = {"default", "web"}) {
  return {.namespace_ = *contracts::resource_name::parse(of.namespace_),
          .name = *contracts::resource_name::parse(of.name),
          .uid = std::move(uid),
          .revision = revision(digit),
          .phase = phase,
          .last_error = std::move(last_error)};
}

inline contracts::device_state state(std::string_view id, std::vector<contracts::deployment_state> deployments) {
  return {.device = device(id), .boot_id = "boot", .n = 1, .deployments = std::move(deployments)};
}

}  // namespace harmony::fleet::test
