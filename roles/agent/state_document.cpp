// SPDX-License-Identifier: Apache-2.0
#include "agent/state_document.hpp"

#include <algorithm>
#include <utility>

#include "harmony/base/utf8.hpp"

namespace harmony::agent {

namespace {

bool leaves(const contracts::deployment_state& one) { return one.phase == contracts::phase::removing; }

void leave_out_beyond(std::size_t most, std::vector<contracts::deployment_state>& deployments) {
  for (auto excess = deployments.size() - std::min(most, deployments.size()); excess > 0; --excess) {
    const auto last = std::find_if(deployments.rbegin(), deployments.rend(), leaves);
    deployments.erase(last == deployments.rend() ? std::prev(deployments.end()) : std::prev(last.base()));
  }
}

}  // namespace

result<std::string> state_document(contracts::device_state state) {
  leave_out_beyond(contracts::max_reported_deployments, state.deployments);
  for (auto most = contracts::max_error_length;; most /= 2) {
    for (auto& one : state.deployments) one.last_error = beginning(one.last_error, most);
    auto text = contracts::encode_text(state);
    auto fits = contracts::check_size(text, contracts::max_device_state_bytes);
    if (fits) return text;
    if (most == 0) return fail(std::move(fits.error()));
  }
}

}  // namespace harmony::agent
