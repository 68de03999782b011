// SPDX-License-Identifier: Apache-2.0
// Random histories of a device: what is wanted changes, calls fail before and after their effect, containers end, are removed,
// images, scores, podman and the disk come and go, and the agent starts again at any point. Nothing runs twice, nothing that is
// as wanted is removed, what the agent says is so, what it does is what a naive plan says, and it never goes back to an older
// document; at the end exactly what is wanted runs. And histories of containers that end, in which time passes.
#include "device_world.hpp"
#include "restart_world.hpp"

using namespace harmony;
using namespace harmony::agent::test;

namespace {

std::optional<std::string> live(const std::vector<step>& steps) {
  device_world world;
  if (auto wrong = kit::perform_all(world, steps)) return wrong;
  if (const auto wrong = world.settle()) return "in the end: " + *wrong;
  return std::nullopt;
}

}  // namespace

TEST_CASE("after any history of a device exactly what is wanted runs, and nothing ran twice or was removed in vain") {
  kit::check_histories<step>({.count = 4000, .length = 40, .next = random_step, .run = live});
}

TEST_CASE("in any history of containers that end each is started again as soon as its pause is over, and no sooner") {
  const auto run = [](const std::vector<restart_step>& steps) -> std::optional<std::string> {
    restart_world world;
    return kit::perform_all(world, steps);
  };
  kit::check_histories<restart_step>({.count = 2000, .length = 80, .next = random_restart_step, .run = run});
}
