// SPDX-License-Identifier: Apache-2.0
// Servers that are not there: what is told, and what a person can look at.
#include <catch2/catch_test_macros.hpp>

#include "harmony/base/file.hpp"
#include "kit/free_port.hpp"
#include "kit/temp_dir.hpp"
#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;

namespace {

/// The same failure from both ways to call.
error failure_at(const endpoint& where) {
  return kit::run([&](asio::any_io_executor executor) -> task<error> {
    client calls(executor, where);
    const auto sent = co_await calls.send({.target = "/"}, test::patience);
    const auto opened = co_await calls.open({.target = "/"}, test::patience);
    REQUIRE_FALSE(sent);
    REQUIRE_FALSE(opened);
    CHECK(sent.error() == opened.error());
    co_return sent.error();
  });
}

endpoint socket_at(std::string path) {
  return {.over = transport::unix_socket, .host = "localhost", .socket_path = std::move(path)};
}

}  // namespace

TEST_CASE("a port that nobody listens on refuses connections") {
  for (const auto over : {transport::tcp, transport::tls}) {
    for (const std::string host : {"127.0.0.1", "localhost"}) {
      const endpoint where{.over = over, .host = host, .port = kit::free_port()};
      const auto refused = failure_at(where);
      CHECK(refused.code == errc::unavailable);
      CHECK(refused.message == where.text() + " refuses connections");
      CHECK(refused.hint == "check that it runs and that the port is right");
    }
  }
}

TEST_CASE("a name that nobody knows is told as that") {
  const endpoint where{.host = "no-such-host.invalid", .port = 80};
  const auto unknown = failure_at(where);
  CHECK(unknown.code == errc::unavailable);
  CHECK(unknown.message == "the name of http://no-such-host.invalid:80 is not known");
  CHECK_FALSE(unknown.detail.empty());
  CHECK(unknown.hint == "check the name and this machine's DNS");
}

TEST_CASE("an address without a route is told with the system's words") {
  const auto unreachable = failure_at({.host = "192.0.2.1", .port = 80});
  CHECK(unreachable.code == errc::unavailable);
  CHECK(unreachable.message == "connecting to http://192.0.2.1:80 failed");
  CHECK_FALSE(unreachable.detail.empty());
}

TEST_CASE("a socket that is not there is told as that") {
  const kit::temp_dir folder;
  const auto where = socket_at((folder.path() / "none.sock").string());
  const auto missing = failure_at(where);
  CHECK(missing.code == errc::unavailable);
  CHECK(missing.message == "there is no socket " + where.text());
  CHECK(missing.hint == "check that the service runs and that the path is right");
}

TEST_CASE("a file that nobody listens on refuses connections") {
  const kit::temp_dir folder;
  const auto where = socket_at((folder.path() / "file").string());
  REQUIRE(write_file_atomically(where.socket_path, ""));
  const auto refused = failure_at(where);
  CHECK(refused.code == errc::unavailable);
  CHECK(refused.message == where.text() + " refuses connections");
}

TEST_CASE("a path that is too long for a socket is invalid") {
  const auto where = socket_at("/" + std::string(107, 'x'));
  const auto longer = failure_at(where);
  CHECK(longer.code == errc::invalid);
  CHECK(longer.message == "the path of " + where.text() + " is too long for a socket");
  CHECK(longer.hint == "it can have at most 107 bytes");
  CHECK(failure_at(socket_at("/" + std::string(106, 'x'))).code == errc::unavailable);
}
