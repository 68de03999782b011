// SPDX-License-Identifier: Apache-2.0
// Servers that hang at each step, and callers that are cancelled while they do.
#include <catch2/catch_test_macros.hpp>

#include "kit/eventually.hpp"
#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;
using test::patience;

namespace {

constexpr std::chrono::milliseconds soon = 20ms;

template <class Answer>
void check_timeout(const Answer& late, const client& calls) {
  REQUIRE_FALSE(late);
  CHECK(late.error().code == errc::timeout);
  CHECK(late.error().message == "no answer from " + calls.server().text() + " within 20 ms");
}

task<void> hang(kit::script_link& link) { co_await link.until_closed(); }

task<void> send_and_note(client& calls, bool& came_back) {
  (void)co_await calls.send({.target = "/"}, patience);
  came_back = true;
}

task<void> open_and_note(client& calls, bool& came_back) {
  (void)co_await calls.open({.target = "/"}, patience);
  came_back = true;
}

task<void> read_and_note(line_stream& stream, bool& came_back) {
  (void)co_await stream.next(patience);
  came_back = true;
}

}  // namespace

TEST_CASE("a deadline passes wherever the server hangs") {
  for (const std::string said :
       {"", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "HTTP/1.1 200 OK\r\n\r\n"}) {
    CAPTURE(said);
    test::with_scripts({test::hanging_after(said)}, [](client& calls, kit::scripted_server&) -> task<void> {
      check_timeout(co_await calls.send({.target = "/"}, soon), calls);
    });
  }
}

TEST_CASE("a deadline passes while the head of a stream is awaited, or the body of its refusal") {
  for (const std::string said : {"", "HTTP/1.1 500 Internal Server Error\r\n\r\nhel"}) {
    CAPTURE(said);
    test::with_scripts({test::hanging_after(said)}, [](client& calls, kit::scripted_server&) -> task<void> {
      check_timeout(co_await calls.open({.target = "/"}, soon), calls);
    });
  }
}

TEST_CASE("a deadline passes while the server does not read what is sent") {
  const auto deaf = [](kit::script_link&) -> task<void> { co_await sleep_for(24h); };
  test::with_scripts({deaf}, [](client& calls, kit::scripted_server&) -> task<void> {
    // More than the kernel's buffers take.
    check_timeout(co_await calls.send({.verb = method::put, .target = "/", .body = std::string(64U << 20U, 'x')}, soon), calls);
  });
}

TEST_CASE("a deadline passes in the TLS handshake") {
  test::with_scripts({hang}, [](client& calls, kit::scripted_server&) -> task<void> {
    auto where = calls.server();
    where.over = transport::tls;
    client secured(co_await asio::this_coro::executor, where);
    check_timeout(co_await secured.send({.target = "/"}, soon), secured);
  });
}

TEST_CASE("a connection whose call timed out is closed, not used again") {
  test::with_scripts({hang, test::always(kit::kept_answer("200 OK", "fine"))},
                     [](client& calls, kit::scripted_server& peer) -> task<void> {
                       check_timeout(co_await calls.send({.target = "/1"}, soon), calls);
                       CHECK(test::body_of(co_await calls.send({.target = "/2"}, patience)) == "fine");
                       CHECK(peer.connections() == 2);
                     });
}

TEST_CASE("cancelling a caller unwinds it, and its connection is closed") {
  for (const auto call : {send_and_note, open_and_note}) {
    bool asked = false;
    bool closed = false;
    bool came_back = false;
    const auto silent = [&](kit::script_link& link) -> task<void> {
      asked = (co_await link.request()).has_value();
      co_await link.until_closed();
      closed = true;
    };
    test::with_scripts({silent}, [&](client& calls, kit::scripted_server&) -> task<void> {
      task_group group(co_await asio::this_coro::executor);
      group.spawn("caller", call(calls, came_back));
      CHECK(co_await kit::eventually(patience, [&] { return asked; }));
      group.cancel();
      co_await group.join();
      CHECK(co_await kit::eventually(patience, [&] { return closed; }));
    });
    CHECK_FALSE(came_back);
  }
}

TEST_CASE("cancelling a reader of lines unwinds it") {
  bool came_back = false;
  test::with_scripts({test::hanging_after("HTTP/1.1 200 OK\r\n\r\nhalf a li")},
                     [&](client& calls, kit::scripted_server&) -> task<void> {
                       auto stream = co_await calls.open({.target = "/"}, patience);
                       REQUIRE(stream);
                       task_group group(co_await asio::this_coro::executor);
                       group.spawn("reader", read_and_note(*stream, came_back));
                       for (int turns = 0; turns < 10; ++turns) co_await asio::post(asio::use_awaitable);
                       group.cancel();
                       co_await group.join();
                     });
  CHECK_FALSE(came_back);
}
