// SPDX-License-Identifier: Apache-2.0
// An agent that is killed at each of its calls to podman in turn, right before podman hears of it and right after it answered.
// The next one adopts what is there: never two containers for one service, none left over, none gone that is wanted, and what
// it has no business with is not touched.
#include <algorithm>

#include <catch2/generators/catch_generators.hpp>

#include "kit/closing.hpp"
#include "kit/strike.hpp"
#include "whole_life.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using kit::strike;

namespace {

/// An agent that dies at its `number`th call, and the one that is started after it.
class succession {
 public:
  succession(field& all, int number, strike::moment when)
      : all_(all),
        at_(number, when, [this] { all_.kill_agent(); }),
        to_podman_(all.relay_to_podman({.new_tap = [this] { return at_.http(); }})) {
    all_.start_agent(to_podman_.where().socket_path);
  }

  /// Looks until it holds, and sees to it that somebody works on it.
  template <class Condition>
  [[nodiscard]] task<bool> becomes(Condition condition) {
    return all_.becomes([this, condition]() -> task<bool> {
      if (at_.struck() && !succeeded_) {
        succeeded_ = true;
        CHECK(field::containers().size() <= 2);
        all_.start_agent();
      }
      co_return co_await condition();
    });
  }
  [[nodiscard]] const strike& at() const { return at_; }
  [[nodiscard]] task<void> close() { return to_podman_.close(); }

 private:
  field& all_;
  strike at_;
  kit::relay to_podman_;
  bool succeeded_ = false;
};

/// True if an agent was killed.
task<bool> kill_at(field& all, int number, strike::moment when) {
  const auto steady = all.entry("steady", web(1));
  all.start_agent();
  REQUIRE(co_await all.runs("steady", web(1)));
  CHECK(all.stop_agent() == 0);
  const auto before = field::containers();
  REQUIRE(before.size() == 1);
  const auto made = shared_podman().containers_made()["plant/web"];
  succession agents(all, number, when);
  co_await kit::closing(live_through(all, agents, web, {steady}), [&] {
    UNSCOPED_INFO("killed at call " << number << ": " << agents.at().what());
    return agents.close();
  });
  const auto after = field::containers();
  REQUIRE(after.size() == 1);
  CHECK(after[0].id == before[0].id);
  CHECK(after[0].state == "running");
  // One for each version: what the agent had made before it was killed is what the next one goes on with.
  CHECK(shared_podman().containers_made()["plant/web"] - made == 2);
  co_return agents.at().struck();
}

}  // namespace

TEST_CASE("an agent that is killed at any of its calls to podman is finished by the next one") {
  const auto when = GENERATE(strike::moment::before, strike::moment::after);
  int number = 1;
  for (bool killed = true; killed; ++number)
    with_field([&](field& all) -> task<void> {
      co_await all.make_buckets();
      killed = co_await kill_at(all, number, when);
    });
  // Create and start; stop, remove, create and start; stop and remove.
  CHECK(number > 8);
}
