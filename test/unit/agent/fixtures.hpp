// SPDX-License-Identifier: Apache-2.0
// Short ways to write down scores, documents and containers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/plan.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "kit/deployments.hpp"

namespace harmony::agent::test {

inline contracts::device_id device() { return *contracts::device_id::parse("plc-17"); }

using kit::score;
using kit::service;

inline wanted_deployment wanted(std::vector<contracts::service> services, std::string uid = "uid") {
  auto content = score(std::move(services));
  const auto revision = contracts::revision_of(content);
  return {.key = "default/web", .uid = std::move(uid), .revision = revision, .score = std::move(content)};
}

inline identity is(const wanted_deployment& of, std::string service) {
  return {.deployment = of.key, .uid = of.uid, .service = std::move(service), .revision = of.revision.text()};
}

inline contracts::desired_state document(const std::vector<contracts::score>& scores, std::string uid = "uid") {
  contracts::desired_state said{.device = device()};
  std::string name = "web";
  for (const auto& one : scores) {
    said.deployments.push_back({.namespace_ = *contracts::resource_name::parse("default"),
                                .name = *contracts::resource_name::parse(name),
                                .uid = uid,
                                .generation = 1,
                                .revision = contracts::revision_of(one)});
    name += "x";
  }
  return said;
}

}  // namespace harmony::agent::test
