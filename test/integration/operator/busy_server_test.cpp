// SPDX-License-Identifier: Apache-2.0
// An API server that answers 429 to one request of each kind. Status writes have a test of their own (status_write_test.cpp).
#include <catch2/generators/catch_generators.hpp>

#include "device.hpp"
#include "hub.hpp"
#include "kit/closing.hpp"
#include "refusals.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

TEST_CASE("a busy API server is asked again after the pause that it wishes, and everything goes on") {
  const std::string line(GENERATE(
      "GET /apis/iot.nationtech.io/v1alpha1/deployments?limit=", "GET /apis/iot.nationtech.io/v1alpha1/deployments?watch=",
      "PATCH /apis/iot.nationtech.io/v1alpha1/namespaces/{}/deployments/web?",
      "PUT /apis/coordination.k8s.io/v1/namespaces/harmony-iot/leases/"));
  CAPTURE(line);
  with_hub([&](hub& all) -> task<void> {
    refusals refused(fmt::format(fmt::runtime(line), all.space()));
    refused.begin({busy(1)});
    kit::relay way(all.executor(), all.cluster_address(), {.tls = {.verify = false}, .new_tap = [&] { return refused.tap(); }});
    const auto running = all.by(all.server().url(), all.kubeconfig_by(way), quick_election("7s", "6s"));
    const auto story = [&]() -> task<void> {
      REQUIRE(co_await all.becomes([&] { return running->is_ready(); }));
      device plc(all.streams(), "plc-1");
      co_await roll_out(all, plc, all.spec("localhost/web:1"));
      co_await plc.report(phase::running);
      CHECK(co_await all.becomes(
          [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.succeeded == 1; }); }));
      const auto& attempts = refused.attempts();
      REQUIRE(co_await all.becomes([&] { return attempts.size() > 1; }));
      CHECK(attempts[1].at - attempts[0].at >= 1s);
      CHECK(co_await all.becomes([&] { return running->is_ready(); }));
      CHECK(running->leads());
    };
    co_await kit::closing(story(), [&]() -> task<void> {
      UNSCOPED_INFO(running->log());
      // It gives its Lease up, so that the next one need not wait.
      (void)co_await running->stop_behind_relays();
      co_await way.close();
    });
  });
}
