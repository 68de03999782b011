// SPDX-License-Identifier: Apache-2.0
#include "soak/standing.hpp"

#include <fmt/format.h>

namespace harmony::soak {

namespace {

std::map<std::string, kit::container> containers_of(kit::podman_service& podman) {
  std::map<std::string, kit::container> all;
  for (auto& one : podman.containers()) all.emplace(one.deployment, one);
  return all;
}

std::string text_of(const kit::container& one) { return fmt::format("{}, process {} of {}", one.id, one.process, one.started); }

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
      if (changed.contains(deployment) || one.killed.contains(container.id)) continue;
      ++found.compared;
      const auto there = now.find(deployment);
      if (there == now.end() || there->second != container)
        found.touched.push_back(fmt::format("{} of {} was touched without a reason: {}; now {}", deployment, one.where.device,
                                            text_of(container), there == now.end() ? "gone" : text_of(there->second)));
    }
  }
  return found;
}

}  // namespace harmony::soak
