// SPDX-License-Identifier: Apache-2.0
// Our client and our server, over tcp.
#include <catch2/catch_test_macros.hpp>

#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;
using test::patience;

namespace {

response echo(const request& asked) {
  return {.status = 200, .headers = {{"Content-Type", "text/plain"}, {"X-Target", asked.target}}, .body = asked.body};
}

}  // namespace

TEST_CASE("what is asked arrives, and what is answered comes back") {
  std::vector<request> asked;
  const auto handler = [&](const request& what) {
    asked.push_back(what);
    return response{.status = 201, .headers = {{"X-Answer", "yes"}}, .body = "done"};
  };
  test::with_server(handler, [](client& calls) -> task<void> {
    const auto got = co_await calls.send(
        {.verb = method::put, .target = "/a/b?c=%20d", .headers = {{"X-Question", "which"}}, .body = "text"}, patience);
    REQUIRE(got);
    CHECK(got->status == 201);
    CHECK(got->header_value("x-answer") == "yes");
    CHECK(got->body == "done");
  });
  REQUIRE(asked.size() == 1);
  CHECK(asked.front().verb == method::put);
  CHECK(asked.front().target == "/a/b?c=%20d");
  CHECK(asked.front().body == "text");
  CHECK(std::ranges::contains(asked.front().headers, header{"X-Question", "which"}));
}

TEST_CASE("every method arrives as itself") {
  std::vector<method> asked;
  const auto handler = [&](const request& what) {
    asked.push_back(what.verb);
    return response{.status = 200};
  };
  using enum method;
  const std::vector all{get, head, post, put, patch, remove};
  test::with_server(handler, [&](client& calls) -> task<void> {
    for (const auto one : all) CHECK((co_await calls.send({.verb = one, .target = "/"}, patience)).has_value());
  });
  CHECK(asked == all);
}

TEST_CASE("a body keeps each of its bytes, also many of them") {
  test::with_server(echo, [](client& calls) -> task<void> {
    std::string body;
    for (int count = 0; count < 1'000'000; ++count) body += static_cast<char>(count % 256);
    const auto got = co_await calls.send({.verb = method::post, .target = "/", .body = body}, patience);
    REQUIRE(got);
    CHECK((got->body == body));
  });
}

TEST_CASE("a base path comes in front of each target") {
  test::with_server(echo, [](client& calls) -> task<void> {
    auto behind = calls.server();
    behind.base_path = "/prefix";
    client prefixed(co_await asio::this_coro::executor, behind);
    CHECK((co_await prefixed.send({.target = "/a"}, patience))->header_value("x-target") == "/prefix/a");
    CHECK(prefixed.server() == behind);
  });
}

TEST_CASE("a status that is no success is still an answer") {
  const auto handler = [](const request& asked) {
    return asked.target == "/here" ? response{.status = 200, .body = "here"} : response{.status = 404, .body = "not here"};
  };
  test::with_server(handler, [](client& calls) -> task<void> {
    const auto missing = co_await calls.send({.target = "/there"}, patience);
    REQUIRE(missing);
    CHECK(missing->status == 404);
    CHECK_FALSE(missing->ok());
    CHECK(missing->body == "not here");
    CHECK((co_await calls.send({.target = "/here"}, patience))->ok());
  });
}

TEST_CASE("calls that overlap get their own answers") {
  test::with_server(echo, [](client& calls) -> task<void> {
    int right = 0;
    task_group asking(co_await asio::this_coro::executor);
    for (int number = 0; number < 50; ++number)
      asking.spawn("asking", [](client& over, std::string what, int& good) -> task<void> {
        const auto got = co_await over.send({.verb = method::post, .target = "/", .body = what}, patience);
        if (test::body_of(got) == what) ++good;
      }(calls, std::to_string(number), right));
    co_await asking.join();
    CHECK(right == 50);
  });
}

TEST_CASE("a client goes on where it was moved to") {
  test::with_server(echo, [](client& calls) -> task<void> {
    CHECK((co_await calls.send({.target = "/"}, patience)).has_value());
    client moved(std::move(calls));
    CHECK((co_await moved.send({.target = "/"}, patience)).has_value());
    calls = std::move(moved);
    CHECK((co_await calls.send({.target = "/"}, patience)).has_value());
  });
}
