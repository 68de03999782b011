// SPDX-License-Identifier: Apache-2.0
// The server ends whatever its clients do at that moment, and leaves nothing behind: a session that outlived it would end
// the program (task_group).
#include <catch2/catch_test_macros.hpp>

#include <sys/resource.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "harmony/base/log.hpp"
#include "kit/eventually.hpp"
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

/// No file can be opened while it lives.
class no_more_files {
 public:
  no_more_files() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{.rlim_cur = 0, .rlim_max = before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  no_more_files(const no_more_files&) = delete;
  no_more_files& operator=(const no_more_files&) = delete;
  ~no_more_files() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("stopping closes connections that are idle, in the middle of a request, or not reading their answer") {
  const auto handler = [](const request& asked) {
    return response{.status = 200, .body = std::string(asked.target == "/much" ? 64U << 20U : 1U, 'x')};
  };
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    int answers = 0;
    server serving(executor, "127.0.0.1", 0, [&](const request& asked) {
      ++answers;
      return handler(asked);
    });
    REQUIRE(serving.listen());
    auto idle = connected(executor, serving);
    auto half = connected(executor, serving);
    auto deaf = connected(executor, serving);
    co_await kit::beside(serving.run(), [&]() -> task<void> {
      const auto write = [](tcp::socket& to, std::string_view bytes) {
        return asio::async_write(to, asio::buffer(bytes), asio::use_awaitable);
      };
      co_await write(half, "POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nhalf");
      co_await write(deaf, "GET /much HTTP/1.1\r\n\r\n");
      CHECK(co_await kit::eventually(patience, [&] { return answers == 1; }));
      client calls(executor, {.host = "127.0.0.1", .port = serving.port()});
      CHECK((co_await calls.send({.target = "/"}, patience)).has_value());
    });
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
      server serving(executor, "127.0.0.1", 0, fine);
      REQUIRE(serving.listen());
      std::vector<tcp::socket> coming;
      for (int count = 0; count < 3; ++count) coming.push_back(connected(executor, serving));
      co_await kit::beside(serving.run(), [&]() -> task<void> {
        for (int count = 0; count < turns; ++count) co_await asio::post(asio::use_awaitable);
      });
      for (auto& one : coming) CHECK(co_await closes(one));
    });
  }
}

TEST_CASE("stopping while no connection can be accepted leaves none behind") {
  bool warned = false;
  auto before = log::redirect([&](log::level, std::string_view line) { warned = line.contains("cannot accept a connection"); });
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    server serving(executor, "127.0.0.1", 0, fine);
    REQUIRE(serving.listen());
    auto served = connected(executor, serving);
    tcp::socket waiting(executor, tcp::v4());
    co_await kit::beside(serving.run(), [&]() -> task<void> {
      std::array<char, 1> first{};
      co_await asio::async_write(served, asio::buffer(std::string_view("GET / HTTP/1.1\r\n\r\n")), asio::use_awaitable);
      co_await asio::async_read(served, asio::buffer(first), asio::use_awaitable);
      const no_more_files limit;
      waiting.connect({asio::ip::address_v4::loopback(), serving.port()});
      CHECK(co_await kit::eventually(patience, [&] { return warned; }));
    });
    CHECK(co_await closes(served));
  });
  log::redirect(std::move(before));
}
