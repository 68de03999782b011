// SPDX-License-Identifier: Apache-2.0
// A watch whose connection has ended in one direction only, as a load balancer leaves it that forgets half of what it knew.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "cluster.hpp"
#include "kit/closing.hpp"
#include "kit/eventually.hpp"
#include "kit/relay.hpp"
#include "kit/run.hpp"
#include "watching.hpp"

using namespace harmony;
using namespace harmony::kube;
using side = kit::relay::side;

TEST_CASE("a watch of which one direction has ended is opened again where it was, and a change made meanwhile arrives once") {
  const auto of = GENERATE(side::server, side::client);
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    client administrator(executor, test::admin_config());
    const object_api maps(administrator, test::config_maps);
    const auto space = co_await test::new_namespace(administrator);
    const auto real = test::admin_config().server;
    // The wire is what a middlebox sees: it ends TCP, and knows nothing of the TLS above.
    kit::relay wire(executor, {.over = http::transport::tcp, .host = real.host, .port = real.port});
    auto by_wire = real;
    by_wire.port = wire.where().port;
    kit::relay plain(executor, by_wire, {.tls = test::admin_config().tls});
    client server(executor, {.server = plain.where(), .source = "the test"});
    test::told told;
    watcher watch(server, {.type = test::config_maps, .namespace_ = space});
    const auto story = [&]() -> task<void> {
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("init_done"); }));
      REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "1"), {.manager = "test"}));
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("applied a 1"); }));
      wire.refuse(true);
      const auto connections = wire.connections();
      wire.half_close(of);
      // It has noticed.
      REQUIRE(co_await kit::eventually(20s, [&] { return wire.connections() > connections; }));
      REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "2"), {.manager = "test"}));
      wire.refuse(false);
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("applied a 2"); }));
    };
    co_await kit::closing(test::while_watching(watch, told, story), [&]() -> task<void> {
      co_await plain.close();
      co_await wire.close();
    });
    CHECK(told.lines() == std::vector<std::string>{"init", "init_done", "applied a 1", "applied a 2"});
  });
}
