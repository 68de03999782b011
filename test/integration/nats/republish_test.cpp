// SPDX-License-Identifier: Apache-2.0
// How a device learns of its desired document: a plain subscription, and Direct Get for the truth.
#include <vector>

#include "client.hpp"
#include "harmony/nats/kv.hpp"

using namespace harmony;
using namespace harmony::nats;

TEST_CASE("a write is repeated to the device's subject with the server's headers, and Direct Get gives the same document") {
  kit::nats_server server;
  with_client(server, [&](connection& hub) -> task<void> {
    jetstream streams(hub);
    CHECK(co_await ensure_bucket(streams, {.name = "desired-state", .repeat = republish{"$KV.desired-state.>", "desired.>"}},
                                 patience));
    connection device(co_await asio::this_coro::executor, settings_for(server.url()));
    CHECK(co_await device.wait_connected(patience));
    std::vector<message> pushed;
    const auto listening = device.subscribe("desired.dev1", [&](std::span<message> some) {
      for (auto& one : some) pushed.push_back(std::move(one));
    });
    jetstream of_device(device);
    const auto nothing = co_await of_device.last_message("KV_desired-state", "$KV.desired-state.dev1", patience);
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().code == errc::not_found);

    bucket desired(streams, "desired-state");
    CHECK(co_await desired.put("dev2", "not for us", patience));
    CHECK(co_await desired.put("dev1", "first", patience) == 2);
    CHECK(co_await desired.update("dev1", "second", 2, patience) == 3);
    CHECK(co_await kit::eventually(patience, [&] { return pushed.size() == 2; }));
    const auto& last = pushed.back();
    CHECK(last.payload == "second");
    CHECK(last.subject == "desired.dev1");
    CHECK(last.header_value("Nats-Stream") == "KV_desired-state");
    CHECK(last.header_value("Nats-Subject") == "$KV.desired-state.dev1");
    CHECK(last.header_value("Nats-Sequence") == "3");
    CHECK(last.header_value("Nats-Last-Sequence") == "2");

    const auto truth = co_await of_device.last_message("KV_desired-state", "$KV.desired-state.dev1", patience);
    REQUIRE(truth);
    CHECK(truth->sequence == 3);
    CHECK(truth->content.subject == "$KV.desired-state.dev1");
    CHECK(truth->content.payload == "second");
    CHECK(truth->content.header_value("Nats-Stream") == "KV_desired-state");
    co_await device.close();
  });
}
