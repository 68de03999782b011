// SPDX-License-Identifier: Apache-2.0
// A client and the server that it talks to, for the length of one test.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "harmony/http/client.hpp"
#include "harmony/http/server.hpp"
#include "kit/beside.hpp"
#include "kit/run.hpp"
#include "kit/scripted_server.hpp"

namespace harmony::http::test {

/// Far above what anything here takes; only a hang meets it.
inline constexpr std::chrono::milliseconds patience = 30s;

/// Runs `body(client, peer)` against a server with these scripts, one for each connection.
template <class Body>
void with_scripts(std::vector<kit::script> scripts, Body body, limits bounds = {}) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    kit::scripted_server peer(executor, std::move(scripts));
    client calls(executor, peer.where(), {}, bounds);
    co_await kit::beside(peer.run(), [&]() -> task<void> { co_await body(calls, peer); });
  });
}

/// Runs `body(client)` against our own server.
template <class Body>
void with_server(request_handler handler, Body body) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    server serving(executor, "127.0.0.1", 0, std::move(handler));
    if (const auto listening = serving.listen(); !listening) throw std::runtime_error(listening.error().text());
    client calls(executor, {.host = "127.0.0.1", .port = serving.port()});
    co_await kit::beside(serving.run(), [&]() -> task<void> { co_await body(calls); });
  });
}

/// The script that reads one request, gives these bytes, and then hangs.
[[nodiscard]] inline kit::script hanging_after(std::string bytes) {
  return [said = std::move(bytes)](kit::script_link& link) -> task<void> {
    (void)co_await link.request();
    co_await link.send(said);
    co_await link.until_closed();
  };
}

/// The script that answers every request of its connection in this way.
[[nodiscard]] inline kit::script always(std::string bytes) {
  return [said = std::move(bytes)](kit::script_link& link) -> task<void> {
    while (co_await link.request()) co_await link.send(said);
  };
}

/// The body, or the failure, as text that a test compares.
[[nodiscard]] inline std::string body_of(const result<response>& got) { return got ? got->body : got.error().text(); }

/// The next line, or the failure, as text; "(end)" where there is none.
[[nodiscard]] inline task<std::string> next_line(line_stream& from, std::chrono::milliseconds idle = patience) {
  auto line = co_await from.next(idle);
  co_return line ? std::move(*line).value_or("(end)") : line.error().text();
}

}  // namespace harmony::http::test
