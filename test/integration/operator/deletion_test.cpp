// SPDX-License-Identifier: Apache-2.0
#include "device.hpp"
#include "hub.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("a Deployment that is deleted leaves every document before it is gone, without waiting for any device") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    co_await all.deployments().apply("other", all.spec("localhost/web:2"));
    device first(all.streams(), "plc-1");
    device second(all.streams(), "plc-2");
    for (auto* one : {&first, &second}) co_await one->join(all.matching());
    for (auto* one : {&first, &second}) REQUIRE(co_await all.becomes([&] { return one->is_told({"other", "web"}); }));
    co_await all.deployments().remove("web");
    REQUIRE(co_await all.becomes([&] { return all.deployments().gone("web"); }));
    for (auto* one : {&first, &second}) CHECK(co_await one->is_told({"other"}));
    co_await all.deployments().remove("other");
    REQUIRE(co_await all.becomes([&] { return all.deployments().gone("other"); }));
    for (auto* one : {&first, &second}) CHECK(co_await one->is_told({}));
  });
}

TEST_CASE("a Deployment that is deleted while the operator is away is released when it is back") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    CHECK(all.stop_operator() == 0);
    co_await all.deployments().remove("web");
    CHECK_FALSE(co_await all.deployments().gone("web"));
    all.start_operator();
    REQUIRE(co_await all.becomes([&] { return all.deployments().gone("web"); }));
    CHECK(co_await plc.is_told({}));
  });
}

TEST_CASE("a Deployment made anew under an old name is another one to the device") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    co_await all.deployments().remove("web");
    REQUIRE(co_await all.becomes([&] { return all.deployments().gone("web"); }));
    const auto anew = co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    CHECK((co_await plc.told())->document.deployments.front().uid == anew.uid);
  });
}
