// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/deployment.hpp"

#include <algorithm>

namespace harmony::contracts {

const condition* find_condition(const deployment_status& status, std::string_view type) {
  const auto found = std::ranges::find(status.conditions, type, &condition::type);
  return found == status.conditions.end() ? nullptr : &*found;
}

std::string text_of(const device_error& last) { return fmt::format("{}: {}", last.device_id.text(), last.message); }

}  // namespace harmony::contracts
