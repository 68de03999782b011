// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "kit/temp_dir.hpp"
#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;
using test::patience;

namespace {

template <class Body>
void with_socket(std::vector<kit::script> scripts, Body body) {
  const kit::temp_dir folder;
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    kit::scripted_server peer(executor, std::move(scripts), {.socket_path = (folder.path() / "a.sock").string()});
    client calls(executor, *parse_endpoint("unix://" + (folder.path() / "a.sock").string()));
    co_await kit::beside(peer.run(), [&]() -> task<void> { co_await body(calls, peer); });
  });
}

}  // namespace

TEST_CASE("calls over a unix socket share a connection too") {
  with_socket({test::always(kit::kept_answer("200 OK", "fine"))}, [](client& calls, kit::scripted_server& peer) -> task<void> {
    CHECK(test::body_of(co_await calls.send({.target = "/1"}, patience)) == "fine");
    CHECK(test::body_of(co_await calls.send({.verb = method::post, .target = "/2", .body = "x"}, patience)) == "fine");
    CHECK(peer.requests() == std::vector<std::string>{"GET /1", "POST /2"});
    CHECK(peer.connections() == 1);
  });
}

TEST_CASE("a unix socket that the server has closed is replaced too") {
  with_socket({kit::answering(kit::kept_answer("200 OK", "a")), kit::answering(kit::kept_answer("200 OK", "b"))},
              [](client& calls, kit::scripted_server&) -> task<void> {
                CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "a");
                CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "b");
              });
}

TEST_CASE("lines come over a unix socket") {
  with_socket({kit::answering("HTTP/1.1 200 OK\r\n\r\none\ntwo\n")}, [](client& calls, kit::scripted_server&) -> task<void> {
    auto stream = co_await calls.open({.target = "/events"}, patience);
    REQUIRE(stream);
    for (const std::string line : {"one", "two", "(end)"}) CHECK(co_await test::next_line(*stream) == line);
  });
}

TEST_CASE("a deadline passes over a unix socket, and names it") {
  with_socket({test::hanging_after("")}, [](client& calls, kit::scripted_server&) -> task<void> {
    const auto late = co_await calls.send({.target = "/"}, 20ms);
    REQUIRE_FALSE(late);
    CHECK(late.error().code == errc::timeout);
    CHECK(late.error().message == "no answer from " + calls.server().text() + " within 20 ms");
  });
}
