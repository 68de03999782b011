// SPDX-License-Identifier: Apache-2.0
#include "agent/plan.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace harmony::agent {

namespace {

identity identity_of(const wanted_deployment& wanted, const contracts::service& service) {
  return {.deployment = wanted.key, .uid = wanted.uid, .service = service.name.text(), .revision = wanted.revision.text()};
}

/// Of several containers with one identity, which a crash between two calls can leave, the one to keep.
const container* best_of(const std::vector<container>& actual, const identity& is) {
  const container* best = nullptr;
  for (const auto& one : actual)
    if (one.is == is && !one.half_removed && (best == nullptr || (one.running && !best->running))) best = &one;
  return best;
}

/// What is left to do, paused or not.
std::vector<action> steps_to(const wanted_deployment& wanted, const std::vector<container>& actual) {
  std::vector<action> images;
  std::vector<action> removals;
  std::vector<action> starts;
  std::vector<action> creations;
  std::set<std::string> kept;
  for (const auto& service : wanted.score.data.services) {
    const auto is = identity_of(wanted, service);
    if (const auto* present = best_of(actual, is)) {
      kept.insert(present->id);
      const bool over = present->started_before && !is_restarted(service.restart_policy, present->exit_code);
      if (!present->running && !over)
        starts.emplace_back(start_container{
            .id = present->id, .service = is.service, .repair = present->started_before, .exit_code = present->exit_code});
      continue;
    }
    const action image = ensure_image{service.image, service.image_pull_policy};
    if (!std::ranges::contains(images, image)) images.push_back(image);
    creations.emplace_back(create_and_start{.is = is, .from = service});
  }
  for (const auto& one : actual)
    if (!kept.contains(one.id)) removals.emplace_back(remove_container{one.id});
  std::vector<action> steps;
  // What has to go may have the ports of what comes.
  if (removals.empty()) std::swap(steps, starts);
  for (auto* part : {&images, &removals, &starts, &creations}) std::ranges::move(*part, std::back_inserter(steps));
  return steps;
}

}  // namespace

bool is_restarted(contracts::restart_policy policy, std::optional<std::int64_t> exit_code) {
  switch (policy) {
    case contracts::restart_policy::always: return true;
    case contracts::restart_policy::on_failure: return exit_code != 0;
    case contracts::restart_policy::never: return false;
  }
  std::unreachable();
}

std::string end_of(std::optional<std::int64_t> exit_code) {
  return exit_code ? fmt::format("exit code {}", *exit_code) : "the device, before it was done";
}

std::vector<action> plan_deployment(const wanted_deployment& wanted, const std::vector<container>& actual) {
  return wanted.paused ? std::vector<action>() : steps_to(wanted, actual);
}

bool is_as_asked(const wanted_deployment& wanted, const std::vector<container>& actual) {
  return steps_to(wanted, actual).empty();
}

std::string failed_for_good(const wanted_deployment& wanted, const std::vector<container>& actual) {
  for (const auto& service : wanted.score.data.services) {
    const auto* present = best_of(actual, identity_of(wanted, service));
    if (present == nullptr || present->running || !present->started_before || present->exit_code == 0) continue;
    if (is_restarted(service.restart_policy, present->exit_code)) continue;
    return fmt::format("services[{}] ended with {}, and restartPolicy {} does not start it again", service.name.text(),
                       end_of(present->exit_code), contracts::text_of(service.restart_policy));
  }
  return {};
}

std::vector<action> plan_removal(const std::vector<container>& actual) {
  std::vector<action> steps;
  for (const auto& one : actual) steps.emplace_back(remove_container{one.id});
  return steps;
}

}  // namespace harmony::agent
