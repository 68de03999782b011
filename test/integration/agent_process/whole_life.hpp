// SPDX-License-Identifier: Apache-2.0
// One Deployment's life on a device, for whoever disturbs it.
#pragma once

#include "field.hpp"

namespace harmony::agent::test {

/// Run, replaced and removed. `score_of` gives each version's score; `life.becomes` looks until something holds, whatever
/// happens meanwhile.
template <class Life>
[[nodiscard]] task<void> live_through(field& all, Life& life, contracts::score (*score_of)(int)) {
  for (const int version : {1, 2}) {
    const auto wanted = all.entry("web", score_of(version));
    co_await all.store(wanted.revision, score_of(version));
    co_await all.order({wanted});
    REQUIRE(co_await life.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now && now->deployments.size() == 1 && now->deployments[0].revision == wanted.revision &&
          now->deployments[0].phase == contracts::phase::running;
    }));
    const auto there = field::containers();
    REQUIRE(there.size() == 1);
    CHECK(there[0].state == "running");
    CHECK(there[0].revision == wanted.revision.text());
  }
  co_await all.order({});
  REQUIRE(co_await life.becomes([&] { return all.reports_nothing(); }));
  // What podman has only half of counts too.
  CHECK(shared_podman().command({"ps", "--all", "--external", "--quiet"}).empty());
}

}  // namespace harmony::agent::test
