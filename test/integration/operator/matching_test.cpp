// SPDX-License-Identifier: Apache-2.0
// From a Deployment and what devices say of themselves to what each device is told to run.
#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("a device that matches is told what to run, and the score is there before it is told") {
  with_operator([](hub& all) -> task<void> {
    const auto spec = all.spec("localhost/web:1");
    const auto resource = co_await all.deployments().apply("web", spec);
    device plc(all.streams(), "plc-1");
    co_await plc.join(all.matching());
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));

    const auto orders = co_await plc.told();
    CHECK(orders->document.device == plc.id());
    const auto& entry = orders->document.deployments.front();
    CHECK(entry.namespace_.text() == all.space());
    CHECK(entry.uid == resource.uid);
    CHECK(entry.generation == resource.generation);
    CHECK(entry.revision == contracts::revision_of(spec.score));
    CHECK_FALSE(entry.paused);

    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    const auto score = co_await scores.get(entry.revision.text(), patience);
    REQUIRE(score);
    CHECK(contracts::decode_text<contracts::score>(score->value) == spec.score);
    CHECK(score->created <= orders->written);
  });
}

TEST_CASE("a device that nothing selects is told to run nothing, and one that nobody knows is told nothing") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    co_await all.deployments().apply("everything", kit::spec({}, "localhost/web:1"));
    device elsewhere(all.streams(), "plc-2");
    const device silent(all.streams(), "plc-3");
    co_await elsewhere.join(kit::labels({{"site", "elsewhere"}}));
    CHECK(co_await all.becomes([&] { return elsewhere.is_told({}); }));
    REQUIRE(co_await all.settles());
    CHECK(co_await elsewhere.is_told({}));
    CHECK_FALSE(co_await silent.told());
  });
}

TEST_CASE("a device whose labels change leaves what no longer selects it and joins what does") {
  with_operator([](hub& all) -> task<void> {
    auto edge = all.matching();
    edge.merge(kit::labels({{"tier", "edge"}}));
    auto core = all.matching();
    core.merge(kit::labels({{"tier", "core"}}));
    co_await all.deployments().apply("on-edge", kit::spec(edge, "localhost/web:1"));
    co_await all.deployments().apply("on-core", kit::spec(core, "localhost/web:2"));
    co_await all.deployments().apply("on-all", all.spec("localhost/web:3"));
    device plc(all.streams(), "plc-1");
    co_await plc.join(edge);
    CHECK(co_await all.becomes([&] { return plc.is_told({"on-all", "on-edge"}); }));
    co_await plc.join(core);
    CHECK(co_await all.becomes([&] { return plc.is_told({"on-all", "on-core"}); }));
    co_await plc.join({});
    CHECK(co_await all.becomes([&] { return plc.is_told({}); }));
  });
}

TEST_CASE("a selector that changes moves a Deployment from the devices that it leaves to those that it finds") {
  with_operator([](hub& all) -> task<void> {
    auto east = all.matching();
    east.merge(kit::labels({{"wing", "east"}}));
    auto west = all.matching();
    west.merge(kit::labels({{"wing", "west"}}));
    device in_east(all.streams(), "plc-1");
    device in_west(all.streams(), "plc-2");
    co_await in_east.join(east);
    co_await in_west.join(west);
    co_await all.deployments().apply("web", kit::spec(east, "localhost/web:1"));
    CHECK(co_await all.becomes([&] { return in_east.is_told({"web"}); }));
    CHECK(co_await all.becomes([&] { return in_west.is_told({}); }));

    contracts::deployment_spec not_east = all.spec("localhost/web:1");
    not_east.target_selector.match_expressions = {{.key = *contracts::label_key::parse("wing"),
                                                   .operator_ = contracts::selector_operator::not_in,
                                                   .values = {*contracts::label_value::parse("east")}}};
    co_await all.deployments().remove("web");
    REQUIRE(co_await all.becomes([&] { return all.deployments().gone("web"); }));
    co_await all.deployments().apply("web", not_east);
    CHECK(co_await all.becomes([&] { return in_west.is_told({"web"}); }));
    CHECK(co_await all.becomes([&] { return in_east.is_told({}); }));
  });
}

TEST_CASE("an upgrade names the new revision, and both scores stay there to be read") {
  with_operator([](hub& all) -> task<void> {
    const auto first = all.spec("localhost/web:1");
    const auto second = all.spec("localhost/web:2");
    device plc(all.streams(), "plc-1");
    co_await plc.join(all.matching());
    co_await all.deployments().apply("web", first);
    CHECK(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    const auto upgraded = co_await all.deployments().apply("web", second);
    CHECK(co_await all.becomes([&]() -> task<bool> {
      const auto orders = co_await plc.told();
      const auto& entry = orders->document.deployments.front();
      co_return entry.revision == contracts::revision_of(second.score) && entry.generation == upgraded.generation;
    }));
    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    for (const auto& spec : {first, second}) CHECK(co_await scores.get(contracts::revision_of(spec.score).text(), patience));
  });
}
