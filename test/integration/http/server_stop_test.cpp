// SPDX-License-Identifier: Apache-2.0
// The server ends whatever its clients do at that moment, and leaves nothing behind: a session that outlived it would end
// the program (task_group).
#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <optional>

#include <sys/socket.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "kit/eventually.hpp"
#include "kit/log_capture.hpp"
#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;
using asio::ip::tcp;
using test::patience;

namespace {

response fine(const request&) { return {.status = 200, .body = "fine"}; }

tcp::socket connected(const asio::any_io_executor& executor, const server& to) {
  tcp::socket socket(executor);
  socket.connect({asio::ip::address_v4::loopback(), to.port()});
  return socket;
}

/// Whether the other side has closed, politely or not.
task<bool> closes(tcp::socket& socket) {
  std::string said;
  const auto [code, count] = co_await asio::async_read(socket, asio::dynamic_buffer(said), asio::as_tuple(asio::use_awaitable));
  co_return code == asio::error::eof || code == asio::error::connection_reset;
}

/// Makes every accept at this port of ours fail. To use up all files would do that too, but sanitizers need some.
void break_listener(std::uint16_t port) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    const int file = std::stoi(entry.path().filename());
    int listens = 0;
    socklen_t size = sizeof listens;
    if (::getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0) continue;
    tcp::endpoint bound;
    size = static_cast<socklen_t>(bound.capacity());
    if (::getsockname(file, bound.data(), &size) == 0 && bound.port() == port) ::shutdown(file, SHUT_RD);
  }
}

}  // namespace

TEST_CASE("stopping closes connections that are idle, in the middle of a request, or not reading their answer") {
  const auto handler = [](const request& asked) {
    return response{.status = 200, .body = std::string(asked.target == "/much" ? 64U << 20U : 1U, 'x')};
  };
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    int answers = 0;
    std::optional<server> serving(std::in_place, executor, "127.0.0.1", 0, [&](const request& asked) {
      ++answers;
      return handler(asked);
    });
    REQUIRE(serving->listen());
    auto idle = connected(executor, *serving);
    auto half = connected(executor, *serving);
    auto deaf = connected(executor, *serving);
    co_await kit::beside(serving->run(), [&]() -> task<void> {
      const auto write = [](tcp::socket& to, std::string_view bytes) {
        return asio::async_write(to, asio::buffer(bytes), asio::use_awaitable);
      };
      co_await write(half, "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf");
      co_await write(deaf, "GET /much HTTP/1.1\r\n\r\n");
      CHECK(co_await kit::eventually(patience, [&] { return answers == 1; }));
      client calls(executor, {.host = "127.0.0.1", .port = serving->port()});
      CHECK((co_await calls.send({.target = "/"}, patience)).has_value());
    });
    serving.reset();
    for (auto* one : {&idle, &half, &deaf}) CHECK(co_await closes(*one));
  });
}

TEST_CASE("who was stopped listens no more") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    server serving(executor, "127.0.0.1", 0, fine);
    REQUIRE(serving.listen());
    client calls(executor, {.host = "127.0.0.1", .port = serving.port()});
    co_await kit::beside(serving.run(),
                         [&]() -> task<void> { CHECK((co_await calls.send({.target = "/"}, patience)).has_value()); });
    const auto refused = co_await calls.send({.target = "/"}, patience);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message == calls.server().text() + " refuses connections");
  });
}

TEST_CASE("stopping while connections come in leaves none behind") {
  // How far the server got with them when it is stopped: one turn of the io context more each time.
  for (int turns = 0; turns < 12; ++turns) {
    CAPTURE(turns);
    kit::run([&](asio::any_io_executor executor) -> task<void> {
      std::optional<server> serving(std::in_place, executor, "127.0.0.1", 0, fine);
      REQUIRE(serving->listen());
      std::vector<tcp::socket> coming;
      for (int count = 0; count < 3; ++count) coming.push_back(connected(executor, *serving));
      co_await kit::beside(serving->run(), [&]() -> task<void> {
        for (int count = 0; count < turns; ++count) co_await asio::post(asio::use_awaitable);
      });
      serving.reset();
      for (auto& one : coming) CHECK(co_await closes(one));
    });
  }
}

TEST_CASE("stopping while every accept fails leaves no connection behind") {
  const kit::log_capture log;
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    std::optional<server> serving(std::in_place, executor, "127.0.0.1", 0, fine);
    REQUIRE(serving->listen());
    auto served = connected(executor, *serving);
    co_await kit::beside(serving->run(), [&]() -> task<void> {
      std::array<char, 1> first{};
      co_await asio::async_write(served, asio::buffer(std::string_view("GET / HTTP/1.1\r\n\r\n")), asio::use_awaitable);
      co_await asio::async_read(served, asio::buffer(first), asio::use_awaitable);
      break_listener(serving->port());
      CHECK(co_await kit::eventually(patience, [&] { return log.count("cannot accept a connection") > 0; }));
    });
    serving.reset();
    CHECK(co_await closes(served));
  });
}
