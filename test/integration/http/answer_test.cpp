// SPDX-License-Identifier: Apache-2.0
// Answers as servers give them, good and bad, over a real connection. Their bytes are tested one by one in test/unit/http.
#include <catch2/catch_test_macros.hpp>

#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;
using test::patience;

namespace {

/// What `send` makes of these bytes, after which the server closes.
result<response> outcome(std::string bytes, method verb = method::get, limits bounds = {}) {
  result<response> got;
  test::with_scripts(
      {kit::answering(std::move(bytes))},
      [&](client& calls, kit::scripted_server&) -> task<void> {
        got = co_await calls.send({.verb = verb, .target = "/"}, patience);
      },
      bounds);
  return got;
}

}  // namespace

TEST_CASE("a body ends by its length, by its last chunk or with the connection") {
  CHECK(test::body_of(outcome("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")) == "hello");
  CHECK(test::body_of(outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")) ==
        "hello");
  CHECK(test::body_of(outcome("HTTP/1.1 200 OK\r\n\r\nhello")) == "hello");
  CHECK(test::body_of(outcome("HTTP/1.0 200 OK\r\n\r\nhello")) == "hello");
}

TEST_CASE("an answer without a body is complete with its head: its server need not close") {
  for (const auto& [status, verb] : std::vector<std::pair<std::string, method>>{
           {"200 OK", method::head}, {"204 No Content", method::get}, {"304 Not Modified", method::get}}) {
    CAPTURE(status);
    test::with_scripts({test::hanging_after(fmt::format("HTTP/1.1 {}\r\nContent-Length: 1000\r\n\r\n", status))},
                       [&](client& calls, kit::scripted_server&) -> task<void> {
                         const auto got = co_await calls.send({.verb = verb, .target = "/"}, patience);
                         REQUIRE(got);
                         CHECK(got->body.empty());
                         CHECK(got->header_value("content-length") == "1000");
                       });
  }
}

TEST_CASE("a body of several megabytes is read") {
  const std::string body(8'000'000, 'x');
  const auto got = outcome(kit::answer("200 OK", body));
  REQUIRE(got);
  CHECK((got->body == body));
}

TEST_CASE("a body over the bound is refused, however its end is marked, while the server still sends") {
  const std::string body(1'000'000, 'x');
  for (const auto& framed : {fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body), "\r\n" + body,
                             fmt::format("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{}\r\n0\r\n\r\n", body.size(), body)}) {
    const auto over = outcome("HTTP/1.1 200 OK\r\n" + framed, method::get, {.body = 999'999});
    REQUIRE_FALSE(over);
    CHECK(over.error().code == errc::too_large);
    CHECK(over.error().message.starts_with("the answer of http://127.0.0.1:"));
    CHECK(outcome("HTTP/1.1 200 OK\r\n" + framed, method::get, {.body = 1'000'000}));
  }
}

TEST_CASE("an answer that is none is an error with the server's name") {
  for (const std::string garbage :
       {"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "hello, world\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n"}) {
    CAPTURE(garbage);
    const auto got = outcome(garbage);
    REQUIRE_FALSE(got);
    CHECK(got.error().code == errc::protocol);
    CHECK(got.error().message.starts_with("http://127.0.0.1:"));
    CHECK(got.error().message.ends_with(" did not answer in HTTP"));
  }
}

TEST_CASE("an answer that is cut off is an error, whether the server closes, resets or had said nothing") {
  const auto silent = outcome("");
  REQUIRE_FALSE(silent);
  CHECK(silent.error().code == errc::unavailable);
  CHECK(silent.error().message.ends_with(" ended the connection without an answer"));

  const std::string half = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf";
  const auto cut = outcome(half);
  REQUIRE_FALSE(cut);
  CHECK(cut.error().code == errc::unavailable);
  CHECK(cut.error().message.ends_with(" ended the connection in the middle of its answer"));

  const auto resetting = [&](kit::script_link& link) -> task<void> {
    (void)co_await link.request();
    co_await link.send(half);
    link.abort();
  };
  test::with_scripts({resetting}, [](client& calls, kit::scripted_server&) -> task<void> {
    const auto reset = co_await calls.send({.target = "/"}, patience);
    REQUIRE_FALSE(reset);
    CHECK(reset.error().code == errc::unavailable);
  });
}

TEST_CASE("after any failure the next call has a connection of its own") {
  test::with_scripts(
      {kit::answering("garbage\r\n\r\n"), kit::answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha"),
       kit::answering(kit::kept_answer("200 OK", "too much")), kit::answering(kit::kept_answer("200 OK", "fine"))},
      [](client& calls, kit::scripted_server& peer) -> task<void> {
        for (const auto code : {errc::protocol, errc::unavailable, errc::too_large}) {
          const auto failed = co_await calls.send({.target = "/"}, patience);
          REQUIRE_FALSE(failed);
          CHECK(failed.error().code == code);
        }
        CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "fine");
        CHECK(peer.connections() == 4);
      },
      {.body = 5});
}
