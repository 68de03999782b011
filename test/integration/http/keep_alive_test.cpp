// SPDX-License-Identifier: Apache-2.0
// Which connection a call goes over, and what happens when the server has closed it meanwhile.
#include <catch2/catch_test_macros.hpp>

#include "kit/eventually.hpp"
#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;
using test::patience;

namespace {

const std::string fine = kit::kept_answer("200 OK", "fine");

/// Reads the answer's call and one more, and closes or resets instead of answering that.
kit::script one_answer_then(bool reset) {
  return [reset](kit::script_link& link) -> task<void> {
    (void)co_await link.request();
    co_await link.send(fine);
    (void)co_await link.request();
    if (reset) link.abort();
  };
}

/// Answers when told to.
kit::script answering_on(wakeup& bell) {
  return [&bell](kit::script_link& link) -> task<void> {
    while (co_await link.request()) {
      co_await bell.wait();
      co_await link.send(fine);
    }
  };
}

}  // namespace

TEST_CASE("calls that follow each other share one connection") {
  test::with_scripts({test::always(fine)}, [](client& calls, kit::scripted_server& peer) -> task<void> {
    for (int count = 0; count < 3; ++count) CHECK(test::body_of(co_await calls.send({.target = "/"}, patience)) == "fine");
    CHECK((co_await calls.send({.verb = method::post, .target = "/", .body = "x"}, patience)).has_value());
    CHECK(peer.requests().size() == 4);
    CHECK(peer.connections() == 1);
  });
}

TEST_CASE("a connection that the server will close is not kept") {
  test::with_scripts({kit::answering(kit::answer("200 OK", "a")), kit::answering("HTTP/1.1 200 OK\r\n\r\nb"),
                      kit::answering("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nc"), test::always(fine)},
                     [](client& calls, kit::scripted_server& peer) -> task<void> {
                       std::string bodies;
                       for (int count = 0; count < 4; ++count)
                         bodies += test::body_of(co_await calls.send({.verb = method::post, .target = "/"}, patience));
                       CHECK(bodies == "abcfine");
                       CHECK(peer.connections() == 4);
                     });
}

TEST_CASE("a kept connection that the server has closed is replaced") {
  for (const bool reset : {false, true}) {
    CAPTURE(reset);
    test::with_scripts({one_answer_then(reset), test::always(fine)},
                       [](client& calls, kit::scripted_server& peer) -> task<void> {
                         CHECK((co_await calls.send({.target = "/1"}, patience)).has_value());
                         CHECK((co_await calls.send({.target = "/2"}, patience)).has_value());
                         CHECK(peer.requests() == std::vector<std::string>{"GET /1", "GET /2", "GET /2"});
                         CHECK(peer.connections() == 2);
                       });
  }
}

TEST_CASE("so is one that was closed before the call began") {
  test::with_scripts({kit::answering(fine), test::always(fine)}, [](client& calls, kit::scripted_server& peer) -> task<void> {
    CHECK((co_await calls.send({.target = "/1"}, patience)).has_value());
    CHECK((co_await calls.send({.verb = method::put, .target = "/2", .body = "x"}, patience)).has_value());
    CHECK(peer.requests() == std::vector<std::string>{"GET /1", "PUT /2"});
    CHECK(peer.connections() == 2);
  });
}

TEST_CASE("it is replaced once: a second connection that fails is the error") {
  test::with_scripts({one_answer_then(false), kit::answering(""), test::always(fine)},
                     [](client& calls, kit::scripted_server& peer) -> task<void> {
                       CHECK((co_await calls.send({.target = "/1"}, patience)).has_value());
                       const auto failed = co_await calls.send({.target = "/2"}, patience);
                       REQUIRE_FALSE(failed);
                       CHECK(failed.error().code == errc::unavailable);
                       CHECK(failed.error().message.ends_with(" ended the connection without an answer"));
                       CHECK(peer.requests().size() == 3);
                     });
}

TEST_CASE("a POST is not sent twice") {
  test::with_scripts({one_answer_then(false), test::always(fine)}, [](client& calls, kit::scripted_server& peer) -> task<void> {
    CHECK((co_await calls.send({.target = "/1"}, patience)).has_value());
    const auto failed = co_await calls.send({.verb = method::post, .target = "/2"}, patience);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == errc::unavailable);
    CHECK(peer.requests() == std::vector<std::string>{"GET /1", "POST /2"});
    CHECK((co_await calls.send({.verb = method::post, .target = "/3"}, patience)).has_value());
  });
}

TEST_CASE("nor is anything that the server has begun to answer") {
  const auto half = [](kit::script_link& link) -> task<void> {
    (void)co_await link.request();
    co_await link.send(fine);
    (void)co_await link.request();
    co_await link.send("HTTP/1.1 200");
  };
  test::with_scripts({half, test::always(fine)}, [](client& calls, kit::scripted_server& peer) -> task<void> {
    CHECK((co_await calls.send({.target = "/1"}, patience)).has_value());
    const auto failed = co_await calls.send({.target = "/2"}, patience);
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == errc::unavailable);
    CHECK(peer.requests() == std::vector<std::string>{"GET /1", "GET /2"});
  });
}

TEST_CASE("calls that overlap have a connection each, and of these no more are kept than allowed") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    wakeup first(executor);
    wakeup second(executor);
    wakeup third(executor);
    kit::scripted_server peer(executor, {answering_on(first), answering_on(second), answering_on(third), test::always(fine)});
    client calls(executor, peer.where(), {}, {.idle_connections = 2});
    co_await kit::beside(peer.run(), [&]() -> task<void> {
      const auto together = [&](std::size_t how_many, std::size_t requests_then) -> task<void> {
        task_group asking(executor);
        int right = 0;
        for (std::size_t count = 0; count < how_many; ++count)
          asking.spawn("asking", [](client& over, int& good) -> task<void> {
            if (test::body_of(co_await over.send({.target = "/"}, patience)) == "fine") ++good;
          }(calls, right));
        // Nobody is answered before everybody has asked.
        const bool asked = co_await kit::eventually(patience, [&] { return peer.requests().size() == requests_then; });
        for (auto* bell : {&first, &second, &third}) bell->notify();
        co_await asking.join();
        CHECK(asked);
        CHECK(right == static_cast<int>(how_many));
      };
      co_await together(3, 3);
      CHECK(peer.connections() == 3);
      co_await together(2, 5);
      CHECK(peer.connections() == 3);
      co_await together(3, 8);
      CHECK(peer.connections() == 4);
    });
  });
}

TEST_CASE("a stream has a connection of its own") {
  test::with_scripts({test::always(fine), kit::answering("HTTP/1.1 200 OK\r\n\r\nline\n")},
                     [](client& calls, kit::scripted_server& peer) -> task<void> {
                       CHECK((co_await calls.send({.target = "/1"}, patience)).has_value());
                       auto stream = co_await calls.open({.target = "/2"}, patience);
                       REQUIRE(stream);
                       CHECK((co_await calls.send({.target = "/3"}, patience)).has_value());
                       CHECK(co_await test::next_line(*stream) == "line");
                       CHECK(peer.connections() == 2);
                     });
}
