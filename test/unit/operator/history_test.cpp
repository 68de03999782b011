// SPDX-License-Identifier: Apache-2.0
// Random histories of a fleet: resources come, change and go, devices say things or nothing, two agents speak for one, watches
// are late, repeat themselves and begin anew, NATS loses data, writes are refused, late or unanswered, the operator starts
// again. After each step the counts and the plans are what a look at everything finds, and whatever changed is in a queue; at
// the end the truth has reached every document and status.
#include "fleet_world.hpp"
#include "harmony/base/log.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

/// A failing test leaves by an exception.
struct quiet_log {
  log::sink before = log::redirect([](log::level, std::string_view) {});
  quiet_log() = default;
  quiet_log(const quiet_log&) = delete;
  quiet_log& operator=(const quiet_log&) = delete;
  ~quiet_log() { log::redirect(before); }
};

std::optional<std::string> live(const std::vector<step>& steps) {
  fleet_world world;
  for (std::size_t taken = 0; taken < steps.size(); ++taken) {
    world.perform(steps[taken]);
    if (const auto wrong = world.look()) return fmt::format("after step {}: {}", taken + 1, *wrong);
  }
  if (const auto wrong = world.settle()) return "in the end: " + *wrong;
  return std::nullopt;
}

}  // namespace

TEST_CASE("after every step of any history counts and plans are what a look at everything finds") {
  const quiet_log quiet;
  kit::check_histories<step>({.count = 5700, .length = 40, .next = random_step, .run = live});
}

TEST_CASE("after every step of any history of two agents with one id who of them counts is what a look at everything finds") {
  const quiet_log quiet;
  kit::check_histories<step>({.count = 600, .length = 40, .next = step_of_two_agents, .run = live});
}

TEST_CASE("after every step of any long history counts and plans are what a look at everything finds") {
  const quiet_log quiet;
  kit::check_histories<step>({.count = 300, .length = 150, .next = random_step, .run = live});
}
