// SPDX-License-Identifier: Apache-2.0
#include "agent/plan.hpp"

#include <algorithm>
#include <set>

namespace harmony::agent {

namespace {

identity identity_of(const wanted_deployment& wanted, const contracts::service& service) {
  return {.deployment = wanted.key, .uid = wanted.uid, .service = service.name.text(), .revision = wanted.revision.text()};
}

/// Of several containers with one identity, which a crash between two calls can leave, the one to keep.
const container* best_of(const std::vector<container>& actual, const identity& is) {
  const container* best = nullptr;
  for (const auto& one : actual)
    if (one.is == is && (best == nullptr || (one.running && !best->running))) best = &one;
  return best;
}

}  // namespace

std::vector<action> plan_deployment(const wanted_deployment& wanted, const std::vector<container>& actual) {
  if (wanted.paused) return {};
  std::vector<action> images;
  std::vector<action> starts;
  std::set<std::string> kept;
  for (const auto& service : wanted.score.data.services) {
    const auto is = identity_of(wanted, service);
    if (const auto* present = best_of(actual, is)) {
      kept.insert(present->id);
      if (!present->running)
        starts.emplace_back(
            start_container{.id = present->id, .repair = present->started_before, .exit_code = present->exit_code});
      continue;
    }
    const action image = ensure_image{service.image};
    if (!std::ranges::contains(images, image)) images.push_back(image);
    starts.emplace_back(create_and_start{.is = is, .from = service});
  }
  auto steps = std::move(images);
  for (const auto& one : actual)
    if (!kept.contains(one.id)) steps.emplace_back(remove_container{one.id});
  steps.insert(steps.end(), starts.begin(), starts.end());
  return steps;
}

std::vector<action> plan_removal(const std::vector<container>& actual) {
  std::vector<action> steps;
  for (const auto& one : actual) steps.emplace_back(remove_container{one.id});
  return steps;
}

}  // namespace harmony::agent
