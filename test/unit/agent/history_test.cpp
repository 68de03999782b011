// SPDX-License-Identifier: Apache-2.0
// Random histories of a device: what is wanted changes, calls fail before and after their effect, containers end, are removed,
// images, scores, podman and the disk come and go, and the agent starts again at any point. Nothing runs twice, nothing that is
// as wanted is removed, what the agent says is so; at the end exactly what is wanted runs.
#include "device_world.hpp"

using namespace harmony;
using namespace harmony::agent::test;

namespace {

std::optional<std::string> live(const std::vector<step>& steps) {
  device_world world;
  for (std::size_t taken = 0; taken < steps.size(); ++taken)
    if (const auto wrong = world.perform(steps[taken])) return fmt::format("after step {}: {}", taken + 1, *wrong);
  if (const auto wrong = world.settle()) return "in the end: " + *wrong;
  return std::nullopt;
}

}  // namespace

TEST_CASE("after any history of a device exactly what is wanted runs, and nothing ran twice or was removed in vain") {
  kit::check_histories<step>({.count = 4000, .length = 40, .next = random_step, .run = live});
}
