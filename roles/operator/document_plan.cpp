// SPDX-License-Identifier: Apache-2.0
#include "operator/document_plan.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace harmony::fleet {

namespace {

auto name_of(const contracts::desired_deployment& one) { return std::tie(one.namespace_, one.name); }

}  // namespace

bool is_later(const contracts::epoch& other, const contracts::epoch& ours) {
  return other.lease_uid == ours.lease_uid && other.transitions > ours.transitions;
}

result<std::optional<contracts::desired_state>> plan_document(const document_inputs& given) {
  using resource = document_inputs::resource;
  contracts::desired_state next{.device = given.device, .epoch = given.epoch, .deployments = given.wanted};
  if (given.current != nullptr) {
    for (const auto& stored : given.current->deployments) {
      const auto known = given.resource_of(stored);
      const bool undecided = known == resource::undecided || (known == resource::accepted && !given.labels_known);
      const bool replaced = std::ranges::any_of(given.wanted, [&](const auto& one) { return name_of(one) == name_of(stored); });
      if (undecided && !replaced) next.deployments.push_back(stored);
    }
  }
  std::ranges::sort(next.deployments, {}, name_of);

  if (given.current != nullptr && given.current->deployments == next.deployments) return std::nullopt;
  // A device that nobody knows gets no document; a known one with nothing to run gets an empty list, which says so.
  if (given.current == nullptr && !given.labels_known) return std::nullopt;
  // A device may run what a document said that we do not have: it is not told "nothing" before every resource had its say.
  if (given.current == nullptr && !given.all_decided) return std::nullopt;
  if (next.deployments.size() > contracts::max_deployments_a_device)
    return fail(errc::too_large, fmt::format("device {} is selected by {} deployments, and can have {}", given.device.text(),
                                             next.deployments.size(), contracts::max_deployments_a_device));
  return next;
}

}  // namespace harmony::fleet
