// SPDX-License-Identifier: Apache-2.0
#include "operator/document_plan.hpp"

#include <algorithm>
#include <tuple>

namespace harmony::fleet {

namespace {

auto name_of(const contracts::desired_deployment& one) { return std::tie(one.namespace_, one.name); }

}  // namespace

bool is_later(const contracts::epoch& other, const contracts::epoch& ours) {
  return other.lease_uid == ours.lease_uid && other.transitions > ours.transitions;
}

document_plan plan_document(const document_inputs& given) {
  using resource = document_inputs::resource;
  const auto names = [](const auto& list, const contracts::desired_deployment& one) {
    return std::ranges::any_of(list, [&](const auto& other) { return name_of(other) == name_of(one); });
  };
  const auto& stored = given.current == nullptr ? given.reported : given.current->deployments;

  contracts::desired_state next{.device = given.device, .epoch = given.epoch, .deployments = {}};
  std::vector<contracts::desired_deployment> left_out;
  for (const auto& one : stored) {
    const auto known = given.resource_of(one);
    const bool undecided = known == resource::undecided || (known == resource::accepted && !given.labels_known);
    if (undecided && !names(given.wanted, one)) next.deployments.push_back(one);
  }
  for (const auto& one : given.wanted) (names(stored, one) ? next.deployments : left_out).push_back(one);
  std::ranges::sort(left_out, {}, name_of);
  const auto room =
      contracts::max_deployments_a_device - std::min(contracts::max_deployments_a_device, next.deployments.size());
  const auto first_out = left_out.begin() + static_cast<std::ptrdiff_t>(std::min(room, left_out.size()));
  next.deployments.insert(next.deployments.end(), left_out.begin(), first_out);
  left_out.erase(left_out.begin(), first_out);
  std::ranges::sort(next.deployments, {}, name_of);

  if (given.current != nullptr && stored == next.deployments) return {.next = std::nullopt, .left_out = std::move(left_out)};
  // A device that nobody knows gets no document; a known one with nothing to run gets an empty list, which says so.
  if (given.current == nullptr && !given.labels_known) return {};
  // A device may run what a document said that we do not have: it is not told "nothing" before every resource had its say.
  if (given.current == nullptr && !given.all_decided) return {};
  return {.next = std::move(next), .left_out = std::move(left_out)};
}

}  // namespace harmony::fleet
