// SPDX-License-Identifier: Apache-2.0
// A connection of which one direction has ended while the other goes on, as a middlebox or a half-dead proxy leaves it.
#include <map>

#include <fmt/format.h>
#include <catch2/generators/catch_generators.hpp>

#include "client.hpp"
#include "harmony/nats/kv.hpp"
#include "harmony/nats/watcher.hpp"
#include "kit/beside.hpp"
#include "kit/closing.hpp"
#include "kit/relay.hpp"

using namespace harmony;
using namespace harmony::nats;

namespace {

constexpr int keys = 60;
constexpr int ends_every = 20;
using values = std::map<std::string, std::string>;

values all_of_them() {
  values all;
  for (int number = 1; number <= keys; ++number) all.emplace(fmt::format("device-{}", number), std::to_string(number));
  return all;
}

/// Puts one key after the other, and ends one side of the connection under every twentieth put.
task<void> work(connection& link, kit::relay& way, kit::relay::side of) {
  jetstream streams(link);
  bucket into(streams, "b");
  REQUIRE(co_await ensure_bucket(streams, {.name = "b"}, patience));
  values told;
  watcher watch(link, "b", {.heartbeat = 200ms, .most_retry = 500ms, .request_limit = 2s});
  const auto remember = [&](const watch_event& what, std::uint64_t /*sequence*/) {
    if (const auto* item = std::get_if<sync::item<std::string, entry>>(&what))
      told.insert_or_assign(item->key, item->value->value);
    else if (const auto* applied = std::get_if<sync::applied<std::string, entry>>(&what))
      told.insert_or_assign(applied->key, applied->value->value);
  };
  co_await kit::beside(watch.run(remember), [&]() -> task<void> {
    for (const auto& [key, value] : all_of_them()) {
      if (const auto number = std::stoi(value); number % ends_every == 0) {
        const auto before = way.connections();
        way.half_close(of);
        // Whoever waited for its deadline of an hour instead of hearing that the connection has ended would be here for ever.
        while (!co_await into.put(key, value, 1h)) REQUIRE(co_await link.wait_connected(patience));
        CHECK(way.connections() == before + 1);
      } else {
        REQUIRE(co_await into.put(key, value, patience));
      }
    }
    CHECK(co_await kit::eventually(patience, [&] { return told == all_of_them(); }));
  });
}

}  // namespace

TEST_CASE("a connection of which one direction has ended is made anew, and nothing is lost") {
  const auto of = GENERATE(kit::relay::side::server, kit::relay::side::client);
  kit::nats_server server;
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    kit::relay way(executor, {.over = http::transport::tcp, .host = "127.0.0.1", .port = server.port()});
    connection link(executor, settings_for(fmt::format("nats://127.0.0.1:{}", way.where().port)));
    const auto story = [&]() -> task<void> {
      REQUIRE(co_await link.wait_connected(patience));
      co_await work(link, way, of);
    };
    co_await kit::closing(story(), [&]() -> task<void> {
      co_await link.close();
      co_await way.close();
    });
  });
}
