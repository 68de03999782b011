// SPDX-License-Identifier: Apache-2.0
// Bodies that are read while they come. Where lines may be split is tested in test/unit/http.
#include <catch2/catch_test_macros.hpp>

#include "kit/eventually.hpp"
#include "peer.hpp"

using namespace harmony;
using namespace harmony::http;
using test::patience;

namespace {

const std::string head = "HTTP/1.1 200 OK\r\nX-Kind: watch\r\n\r\n";

}  // namespace

TEST_CASE("each line can be had as soon as it is sent") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    wakeup more(executor);
    const auto one_by_one = [&](kit::script_link& link) -> task<void> {
      (void)co_await link.request();
      co_await link.send(head);
      for (const std::string line : {"one\n", "two\r\n", "\n", "last, without an end"}) {
        co_await more.wait();
        co_await link.send(line);
      }
    };
    kit::scripted_server peer(executor, {one_by_one});
    client calls(executor, peer.where());
    co_await kit::beside(peer.run(), [&]() -> task<void> {
      auto stream = co_await calls.open({.target = "/watch"}, patience);
      REQUIRE(stream);
      CHECK(stream->head().status == 200);
      CHECK(stream->head().header_value("x-kind") == "watch");
      CHECK(stream->head().body.empty());
      for (const std::string line : {"one", "two", "", "last, without an end"}) {
        more.notify();
        CHECK(co_await test::next_line(*stream) == line);
      }
      CHECK(co_await test::next_line(*stream) == "(end)");
      CHECK(peer.requests() == std::vector<std::string>{"GET /watch"});
    });
  });
}

TEST_CASE("lines are put together from single bytes") {
  const auto dribble = [](kit::script_link& link) -> task<void> {
    (void)co_await link.request();
    for (const char byte : head + "one\r\ntwo\n\nlast") co_await link.send(std::string(1, byte));
  };
  test::with_scripts({dribble}, [](client& calls, kit::scripted_server&) -> task<void> {
    auto stream = co_await calls.open({.target = "/"}, patience);
    REQUIRE(stream);
    for (const std::string line : {"one", "two", "", "last", "(end)"}) CHECK(co_await test::next_line(*stream) == line);
  });
}

TEST_CASE("a line of a megabyte is a line, over the bound it is too large") {
  const std::string line(1'000'000, 'x');
  const auto bytes = head + line + "\n" + line + "x\n";
  test::with_scripts({kit::answering(bytes)},
                     [&](client& calls, kit::scripted_server&) -> task<void> {
                       auto stream = co_await calls.open({.target = "/"}, patience);
                       REQUIRE(stream);
                       CHECK((co_await test::next_line(*stream) == line));
                       const auto over = co_await stream->next(patience);
                       REQUIRE_FALSE(over);
                       CHECK(over.error().code == errc::too_large);
                       CHECK(over.error().message == "a line of " + calls.server().text() + " is longer than 1000000 bytes");
                     },
                     {.line = line.size()});
}

TEST_CASE("a stream that is silent for too long times out, and goes on when the server does") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    wakeup more(executor);
    const auto pausing = [&](kit::script_link& link) -> task<void> {
      (void)co_await link.request();
      co_await link.send(head + "one\nha");
      co_await more.wait();
      co_await link.send("lf\n");
    };
    kit::scripted_server peer(executor, {pausing});
    client calls(executor, peer.where());
    co_await kit::beside(peer.run(), [&]() -> task<void> {
      auto stream = co_await calls.open({.target = "/"}, patience);
      REQUIRE(stream);
      CHECK(co_await test::next_line(*stream) == "one");
      const auto silent = co_await stream->next(20ms);
      REQUIRE_FALSE(silent);
      CHECK(silent.error().code == errc::timeout);
      CHECK(silent.error().message == "no answer from " + calls.server().text() + " within 20 ms");
      more.notify();
      CHECK(co_await test::next_line(*stream) == "half");
      CHECK(co_await test::next_line(*stream) == "(end)");
    });
  });
}

TEST_CASE("a status that is no success has its body in the head, and no lines") {
  test::with_scripts({kit::answering(kit::answer("410 Gone", "too\nold\n"))},
                     [](client& calls, kit::scripted_server&) -> task<void> {
                       auto stream = co_await calls.open({.target = "/"}, patience);
                       REQUIRE(stream);
                       CHECK(stream->head().status == 410);
                       CHECK(stream->head().body == "too\nold\n");
                       CHECK(co_await test::next_line(*stream) == "(end)");
                     });
}

TEST_CASE("a stream whose server crashes ends after the lines that came") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    wakeup crash(executor);
    const auto crashing = [&](kit::script_link& link) -> task<void> {
      (void)co_await link.request();
      co_await link.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\none\nhalf");
      co_await crash.wait();
      link.abort();
    };
    kit::scripted_server peer(executor, {crashing});
    client calls(executor, peer.where());
    co_await kit::beside(peer.run(), [&]() -> task<void> {
      auto stream = co_await calls.open({.target = "/"}, patience);
      REQUIRE(stream);
      CHECK(co_await test::next_line(*stream) == "one");
      crash.notify();
      CHECK(co_await test::next_line(*stream) == "half");
      CHECK(co_await test::next_line(*stream) == "(end)");
    });
  });
}

TEST_CASE("a stream that cannot begin is an error") {
  for (const auto& [said, code] : std::vector<std::pair<std::string, errc>>{
           {"", errc::unavailable},
           {"HTTP/1.1 200", errc::unavailable},
           {"hello\r\n\r\n", errc::protocol},
           {"HTTP/1.1 404 Not Found\r\nContent-Length: 10\r\n\r\nhalf", errc::unavailable}}) {
    CAPTURE(said);
    test::with_scripts({kit::answering(said)}, [&](client& calls, kit::scripted_server&) -> task<void> {
      const auto stream = co_await calls.open({.target = "/"}, patience);
      REQUIRE_FALSE(stream);
      CHECK(stream.error().code == code);
    });
  }
}

TEST_CASE("to let go of a stream closes its connection") {
  bool closed = false;
  const auto waiting = [&](kit::script_link& link) -> task<void> {
    (void)co_await link.request();
    co_await link.send(head);
    co_await link.until_closed();
    closed = true;
  };
  test::with_scripts({waiting}, [&](client& calls, kit::scripted_server&) -> task<void> {
    line_stream kept;
    {
      auto stream = co_await calls.open({.target = "/"}, patience);
      REQUIRE(stream);
      kept = *std::move(stream);
    }
    CHECK_FALSE(closed);
    kept = line_stream();
    CHECK(co_await kit::eventually(patience, [&] { return closed; }));
  });
}
