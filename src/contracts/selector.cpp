// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "harmony/contracts/deployment.hpp"

namespace harmony::contracts {
namespace {

bool holds(const selector_requirement& one, const labels& device) {
  const auto label = device.find(one.key);
  const bool present = label != device.end();
  switch (one.operator_) {
    case selector_operator::in: return present && std::ranges::contains(one.values, label->second);
    // As Kubernetes has it: a device without the label is not in any set.
    case selector_operator::not_in: return !present || !std::ranges::contains(one.values, label->second);
    case selector_operator::exists: return present;
    case selector_operator::does_not_exist: return !present;
  }
  std::unreachable();
}

}  // namespace

bool matches(const label_selector& selector, const labels& device) {
  if (selector.match_labels.empty() && selector.match_expressions.empty()) return false;
  return std::ranges::all_of(selector.match_labels,
                             [&](const auto& wanted) {
                               const auto label = device.find(wanted.first);
                               return label != device.end() && label->second == wanted.second;
                             }) &&
         std::ranges::all_of(selector.match_expressions, [&](const auto& one) { return holds(one, device); });
}

}  // namespace harmony::contracts
