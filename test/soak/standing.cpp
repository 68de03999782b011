// SPDX-License-Identifier: Apache-2.0
#include "soak/standing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harmony/contracts/names.hpp"

namespace harmony::soak {

namespace {

std::map<std::string, std::string> containers_of(kit::podman_service& podman) {
  std::map<std::string, std::string> all;
  for (const auto& one : podman.containers())
    all.emplace(std::string(one.at("Labels").at(contracts::container_deployment_label).as_string()),
                fmt::format("{}, process {} of {}", std::string_view(one.at("Id").as_string()), one.at("Pid").as_int64(),
                            one.at("StartedAt").as_int64()));
  return all;
}

}  // namespace

standing begin_round(ground& all) {
  standing now;
  for (auto& one : all.devices()) {
    one.lost_power = false;
    one.killed.clear();
    now.emplace(one.where.device, containers_of(*one.podman));
  }
  return now;
}

comparison compare(ground& all, const standing& before, const std::set<std::string>& changed) {
  comparison found;
  for (auto& one : all.devices()) {
    if (one.lost_power) continue;
    const auto now = containers_of(*one.podman);
    for (const auto& [deployment, container] : before.at(one.where.device)) {
      const auto was_killed = [&](const std::string& id) { return container.starts_with(id); };
      if (changed.contains(deployment) || std::ranges::any_of(one.killed, was_killed)) continue;
      ++found.compared;
      const auto there = now.find(deployment);
      if (there == now.end() || there->second != container)
        found.touched.push_back(fmt::format("{} of {} was touched without a reason: {}; now {}", deployment, one.where.device,
                                            container, there == now.end() ? "gone" : there->second));
    }
  }
  return found;
}

}  // namespace harmony::soak
