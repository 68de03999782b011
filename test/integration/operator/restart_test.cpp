// SPDX-License-Identifier: Apache-2.0
#include "device.hpp"
#include "hub.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

TEST_CASE("an operator that is restarted writes nothing that is there already") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    device running(all.streams(), "plc-1");
    device failing(all.streams(), "plc-2");
    device idle(all.streams(), "plc-3");
    for (auto* one : {&running, &failing}) co_await one->join(all.matching());
    co_await idle.join({});
    for (auto* one : {&running, &failing}) REQUIRE(co_await all.becomes([&] { return one->is_told({"web"}); }));
    REQUIRE(co_await all.becomes([&] { return idle.is_told({}); }));
    co_await running.report(phase::running);
    co_await failing.report(phase::failed, "no such image");
    REQUIRE(co_await all.becomes([&] {
      return all.deployments().status_is(
          "web", [](const auto& now) { return now.aggregate.succeeded == 1 && now.aggregate.failed == 1; });
    }));
    const auto before = co_await all.deployments().meta("web");
    std::vector<std::uint64_t> revisions;
    for (const auto* one : {&running, &failing, &idle}) revisions.push_back((co_await one->told())->revision);

    CHECK(all.stop_operator() == 0);
    all.start_operator();
    REQUIRE(co_await all.becomes([&] { return all.is_ready(); }));
    REQUIRE(co_await all.settles());
    CHECK((co_await all.deployments().meta("web"))->resource_version == before->resource_version);
    std::vector<std::uint64_t> now;
    for (const auto* one : {&running, &failing, &idle}) now.push_back((co_await one->told())->revision);
    CHECK(now == revisions);
  });
}

TEST_CASE("what happened while the operator was away is caught up") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    device stays(all.streams(), "plc-1");
    device leaves(all.streams(), "plc-2");
    device comes(all.streams(), "plc-3");
    for (auto* one : {&stays, &leaves}) co_await one->join(all.matching());
    for (auto* one : {&stays, &leaves}) REQUIRE(co_await all.becomes([&] { return one->is_told({"web"}); }));
    CHECK(all.stop_operator() == 0);

    const auto upgraded = all.spec("localhost/web:2");
    co_await all.deployments().apply("web", upgraded);
    co_await all.deployments().apply("more", all.spec("localhost/more:1"));
    co_await leaves.join({});
    co_await comes.join(all.matching());
    all.start_operator();
    for (auto* one : {&stays, &comes}) {
      CHECK(co_await all.becomes([&]() -> task<bool> {
        const auto orders = co_await one->told();
        co_return orders&& co_await one->is_told({"more", "web"}) &&
            orders->document.deployments.back().revision == contracts::revision_of(upgraded.score);
      }));
    }
    CHECK(co_await all.becomes([&] { return leaves.is_told({}); }));
  });
}
