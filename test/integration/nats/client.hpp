// SPDX-License-Identifier: Apache-2.0
// Connections for a test, closed at its end.
#pragma once

#include <string>
#include <utility>

#include <catch2/catch_test_macros.hpp>

#include "harmony/nats/connection.hpp"
#include "harmony/nats/jetstream.hpp"
#include "kit/eventually.hpp"
#include "kit/nats_server.hpp"
#include "kit/run.hpp"

namespace harmony::nats {

/// Far above what anything here takes; only a hang meets it.
inline constexpr std::chrono::milliseconds patience = 30s;

inline settings settings_for(const std::string& url) { return {.servers = {url}, .name = "test", .reconnect_most = 500ms}; }

/// Runs `body(link)` on an io thread of its own with a connection to `url`, connected or not yet.
template <class Body>
void with_connection(settings how, Body body) {
  kit::run([&](auto executor) -> task<void> {
    connection link(executor, std::move(how));
    co_await body(link);
    co_await link.close();
  });
}

/// The same, connected.
template <class Body>
void with_client(const kit::nats_server& server, Body body) {
  with_connection(settings_for(server.url()), [&](connection& link) -> task<void> {
    const auto connected = co_await link.wait_connected(patience);
    REQUIRE(connected);
    co_await body(link);
  });
}

}  // namespace harmony::nats
