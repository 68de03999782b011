// SPDX-License-Identifier: Apache-2.0
// What the server does with what it is asked, and with what it should not be asked. How it stops: server_stop_test.cpp.
#include <catch2/catch_test_macros.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "kit/free_port.hpp"
#include "kit/log_capture.hpp"
#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;
using asio::ip::tcp;
using test::patience;

namespace {

constexpr auto with_code = asio::as_tuple(asio::use_awaitable);

response fine(const request&) { return {.status = 200, .body = "fine"}; }

tcp::socket connected(const asio::any_io_executor& executor, std::uint16_t port) {
  tcp::socket socket(executor);
  socket.connect({asio::ip::address_v4::loopback(), port});
  return socket;
}

/// What the server at this port says to these bytes until it closes.
task<std::string> said_to(std::uint16_t port, std::string_view bytes) {
  auto socket = connected(co_await asio::this_coro::executor, port);
  (void)co_await asio::async_write(socket, asio::buffer(bytes), with_code);
  std::string said;
  (void)co_await asio::async_read(socket, asio::dynamic_buffer(said), with_code);
  co_return said;
}

}  // namespace

TEST_CASE("any status that a handler gives is answered, also one without a name") {
  const auto handler = [](const request& asked) {
    return response{.status = static_cast<unsigned>(std::stoi(asked.target.substr(1))), .body = "text"};
  };
  test::with_server(handler, [](client& calls) -> task<void> {
    for (const unsigned status : {200U, 299U, 404U, 499U, 500U, 503U, 599U}) {
      const auto got = co_await calls.send({.target = fmt::format("/{}", status)}, patience);
      REQUIRE(got);
      CHECK(got->status == status);
      CHECK(got->body == "text");
    }
  });
}

TEST_CASE("HEAD is answered as GET is, without the body") {
  test::with_server(fine, [](client& calls) -> task<void> {
    const auto got = co_await calls.send({.verb = method::head, .target = "/"}, patience);
    REQUIRE(got);
    CHECK(got->body.empty());
    CHECK(got->header_value("content-length") == "4");
    CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "fine");
    CHECK((co_await said_to(calls.server().port, "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n")).ends_with("\r\n\r\n"));
  });
}

TEST_CASE("a request that is too large ends its connection, and only that") {
  test::with_server(fine, [](client& calls) -> task<void> {
    const auto refused =
        co_await calls.send({.verb = method::post, .target = "/", .body = std::string((1U << 20U) + 1, 'x')}, patience);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::unavailable);
    const auto fits = co_await calls.send({.verb = method::post, .target = "/", .body = std::string(1U << 20U, 'x')}, patience);
    CHECK(test::body_of(fits) == "fine");
  });
}

TEST_CASE("a request that is none ends its connection, and only that") {
  test::with_server(fine, [](client& calls) -> task<void> {
    const std::string line = "GET / HTTP/1.1\r\n";
    for (const auto& garbage : {std::string("hello\r\n\r\n"), std::string(100, '\0'), line + "no colon\r\n\r\n",
                                line + "X: " + std::string(100'000, 'x'), line + "Content-Length: -1\r\n\r\n"})
      CHECK((co_await said_to(calls.server().port, garbage)).empty());
    CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "fine");
  });
}

TEST_CASE("requests that come in one go are answered in order, until one asks to close") {
  const auto handler = [](const request& asked) { return response{.status = 200, .body = asked.target}; };
  test::with_server(handler, [](client& calls) -> task<void> {
    const auto said = co_await said_to(
        calls.server().port, "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nConnection: close\r\n\r\nGET /3 HTTP/1.1\r\n\r\n");
    CHECK(said.contains("/1"));
    CHECK(said.ends_with("/2"));
    CHECK((co_await said_to(calls.server().port, "GET /old HTTP/1.0\r\n\r\n")).ends_with("/old"));
  });
}

TEST_CASE("a handler that throws costs its own connection, and is told as the bug that it is") {
  const kit::log_capture log;
  const auto handler = [](const request& asked) {
    if (asked.target == "/bug") throw std::logic_error("a bug");
    return fine(asked);
  };
  test::with_server(handler, [](client& calls) -> task<void> {
    CHECK((co_await calls.send({.target = "/bug"}, patience)).error().code == errc::unavailable);
    CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "fine");
  });
  REQUIRE(log.lines().size() == 1);
  CHECK(log.lines().front().ends_with("a task ended by an exception task=\"http session\" exception=\"a bug\""));
}

TEST_CASE("more connections than it can serve are closed at once, until others end") {
  test::with_server(fine, [](client& calls) -> task<void> {
    const auto executor = co_await asio::this_coro::executor;
    const auto port = calls.server().port;
    std::vector<tcp::socket> served;
    for (int count = 0; count < 64; ++count) served.push_back(connected(executor, port));
    // Connections are accepted in order: the one too many is seen after all of these.
    CHECK((co_await said_to(port, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")).empty());
    auto& last = served.back();
    co_await asio::async_write(last, asio::buffer(std::string_view("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")),
                               asio::use_awaitable);
    std::string said;
    (void)co_await asio::async_read(last, asio::dynamic_buffer(said), with_code);
    CHECK(said.ends_with("fine"));
    CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "fine");
  });
}

TEST_CASE("port 0 is the system's choice, another one is kept") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    server any(executor, "127.0.0.1", 0, fine);
    CHECK(any.port() == 0);
    REQUIRE(any.listen());
    CHECK(any.port() != 0);
    const auto port = kit::free_port();
    server fixed(executor, "127.0.0.1", port, fine);
    REQUIRE(fixed.listen());
    CHECK(fixed.port() == port);
    co_return;
  });
}

TEST_CASE("a port that is in use is told, and can be had when it is free again") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    auto first = std::make_unique<server>(executor, "127.0.0.1", 0, fine);
    REQUIRE(first->listen());
    server second(executor, "127.0.0.1", first->port(), fine);
    const auto refused = second.listen();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::unavailable);
    CHECK(refused.error().message == fmt::format("cannot listen on 127.0.0.1:{}", first->port()));
    CHECK(refused.error().detail == "Address already in use");
    CHECK(refused.error().hint == "end what uses the port, or choose another one");
    first.reset();
    CHECK(second.listen());
    co_return;
  });
}

TEST_CASE("what is no address, or none of this machine's, is not listened on") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    for (const std::string address : {"", "localhost", "127.0.0", "127.0.0.1:80", "[::1]"}) {
      const auto refused = server(executor, address, 0, fine).listen();
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == errc::invalid);
      CHECK(refused.error().message == fmt::format("\"{}\" is not an address to listen on", address));
    }
    const auto foreign = server(executor, "192.0.2.1", 80, fine).listen();
    REQUIRE_FALSE(foreign);
    CHECK(foreign.error().code == errc::unavailable);
    CHECK(foreign.error().message == "cannot listen on 192.0.2.1:80");
    CHECK_FALSE(foreign.error().detail.empty());
    CHECK(foreign.error().hint.empty());
    co_return;
  });
}
