// SPDX-License-Identifier: Apache-2.0
// The writes that kill_test.cpp leaves out: those of an operator that is to become the leader, or is it.
#include <csignal>
#include <vector>

#include <catch2/generators/catch_generators.hpp>

#include "device.hpp"
#include "hub.hpp"
#include "kit/closing.hpp"
#include "kit/relay.hpp"
#include "kit/strike.hpp"
#include "record.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using kit::strike;

TEST_CASE("an operator that is killed while it takes its Lease or renews it is followed by the next one") {
  const auto when = GENERATE(strike::moment::before, strike::moment::after);
  const auto number = GENERATE(1, 2);
  CAPTURE(number);
  with_hub([&](hub& all) -> task<void> {
    const auto quick = quick_election("7s", "6s");
    std::unique_ptr<replica> victim;
    strike at(number, when, [&] { victim->signal(SIGKILL); });
    kit::relay to_cluster(all.executor(), all.cluster_address(),
                          {.tls = {.verify = false}, .new_tap = [&at] { return at.http(); }});
    victim = all.by(all.server().url(), all.kubeconfig_by(to_cluster), quick);
    const auto story = [&]() -> task<void> {
      REQUIRE(co_await all.becomes([&] { return at.struck(); }));
      CHECK(at.what().contains("/leases"));
      const auto heir = all.another(quick);
      REQUIRE(co_await all.becomes([&] { return heir->leads(); }));
      device plc(all.streams(), "plc-1");
      const record history(all.streams(), plc.id());
      const auto spec = all.spec("localhost/web:1");
      co_await roll_out(all, plc, spec);
      const std::vector<contracts::revision> asked{contracts::revision_of(spec.score)};
      CHECK(co_await all.becomes([&] { return !history.told().empty() && history.told().back() == asked; }));
    };
    // First the relay: what still passes through it could be the write to strike at.
    co_await kit::closing(story(), [&] { return to_cluster.close(); });
    victim.reset();
  });
}
