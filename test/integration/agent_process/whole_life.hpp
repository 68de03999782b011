// SPDX-License-Identifier: Apache-2.0
// One Deployment's life on a device, for whoever disturbs it.
#pragma once

#include <algorithm>
#include <vector>

#include "field.hpp"

namespace harmony::agent::test {

/// "web" is run, replaced and removed, `beside` others that run already. `score_of` gives each version's score; `life.becomes`
/// looks until something holds, whatever happens meanwhile.
template <class Life>
[[nodiscard]] task<void> live_through(field& all, Life& life, contracts::score (*score_of)(int),
                                      const std::vector<contracts::desired_deployment>& beside = {}) {
  const auto containers = [] {
    auto there = field::containers();
    std::erase_if(there, [](const container& one) { return one.deployment != "plant/web"; });
    return there;
  };
  for (const int version : {1, 2}) {
    const auto wanted = all.entry("web", score_of(version));
    co_await all.store(wanted.revision, score_of(version));
    auto orders = beside;
    orders.push_back(wanted);
    co_await all.order(orders);
    REQUIRE(co_await life.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now && now->deployments.size() == orders.size() &&
          std::ranges::any_of(now->deployments, [&](const contracts::deployment_state& one) {
            return one.uid == wanted.uid && one.revision == wanted.revision && one.phase == contracts::phase::running;
          });
    }));
    const auto there = containers();
    REQUIRE(there.size() == 1);
    CHECK(there[0].state == "running");
    CHECK(there[0].revision == wanted.revision.text());
  }
  co_await all.order(beside);
  REQUIRE(co_await life.becomes([&]() -> task<bool> {
    const auto now = co_await all.state();
    co_return now && now->deployments.size() == beside.size();
  }));
  CHECK(shared_podman().containers_and_halves() == std::ssize(beside));
}

}  // namespace harmony::agent::test
