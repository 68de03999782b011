// SPDX-License-Identifier: Apache-2.0
#include <boost/json/parse.hpp>

#include "device.hpp"
#include "hub.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("a spec that the operator cannot act on is said in the status, and the devices keep what they have") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    co_await plc.report(contracts::phase::running);
    REQUIRE(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.succeeded == 1; }); }));
    const auto before = (co_await plc.told())->revision;
    // A schema says nothing about the keys of a map.
    co_await all.deployments().patch("web", boost::json::parse(R"({"spec":{"score":{"data":{"services":
        [{"name":"main","image":"localhost/web:2","labels":{"no key":"1"}}]}}}})"));
    REQUIRE(co_await all.becomes([&] {
      return all.deployments().status_is("web", [](const auto& now) { return shown(now, "Stalled") == "True InvalidSpec"; });
    }));
    const auto status = co_await all.deployments().status("web");
    CHECK(status.observed_generation == 2);
    CHECK(shown(status, "Ready") == "False InvalidSpec");
    CHECK(status.aggregate == contracts::aggregate{.matched = 1, .updated = 1, .succeeded = 1, .last_error = {}});
    CHECK(status.conditions.front().message.contains("spec.score.data.services[0].labels.no key: \"no key\""));

    CHECK(all.stop_operator() == 0);
    all.start_operator();
    REQUIRE(co_await all.becomes([&] { return all.is_ready(); }));
    REQUIRE(co_await all.settles());
    CHECK((co_await plc.told())->revision == before);
    CHECK(co_await all.deployments().status("web") == status);

    co_await all.deployments().patch("web", boost::json::parse(R"({"spec":{"score":{"data":{"services":
        [{"name":"main","image":"localhost/web:2","labels":null}]}}}})"));
    CHECK(co_await all.becomes([&] {
      return all.deployments().status_is("web", [](const auto& now) { return shown(now, "Stalled") == "False RollingOut"; });
    }));
    CHECK((co_await plc.told())->revision == before + 1);
  });
}
