// SPDX-License-Identifier: Apache-2.0
// Publish, subscribe, request, and what is left when a connection ends.
#include <filesystem>
#include <iterator>
#include <vector>

#include "client.hpp"

using namespace harmony;
using namespace harmony::nats;

namespace {

std::ptrdiff_t threads() { return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}); }

}  // namespace

TEST_CASE("what one connection publishes reaches the other whole and in order") {
  kit::nats_server server;
  with_client(server, [&](connection& reader) -> task<void> {
    std::vector<message> came;
    const auto listening = reader.subscribe("greetings.*", [&](std::span<message> some) {
      came.insert(came.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    });
    connection writer(co_await asio::this_coro::executor, settings_for(server.url()));
    CHECK(co_await writer.wait_connected(patience));
    // The reader's interest is at the server once it answers something that was asked later.
    (void)co_await reader.request({.subject = "nobody.here"}, patience);
    const std::string binary("a\0b\r\n", 5);
    for (int count = 0; count < 1000; ++count)
      CHECK(writer.publish(
          {.subject = "greetings.all", .headers = {{"Count", std::to_string(count)}, {"Other", "x"}}, .payload = binary}));
    CHECK(co_await kit::eventually(patience, [&] { return came.size() == 1000; }));
    for (int count = 0; const auto& one : came) {
      CHECK(one.header_value("Count") == std::to_string(count++));
      CHECK(one.header_value("Other") == "x");
      CHECK(one.payload == binary);
      CHECK(one.status() == 0);
    }
    co_await writer.close();
  });
}

TEST_CASE("a request gets its own answer, also when the answers come in another order") {
  kit::nats_server server;
  with_client(server, [&](connection& asker) -> task<void> {
    const auto executor = co_await asio::this_coro::executor;
    connection responder(executor, settings_for(server.url()));
    CHECK(co_await responder.wait_connected(patience));
    std::vector<message> asked;
    const auto listening = responder.subscribe("double", [&](std::span<message> some) {
      for (auto& one : some) asked.push_back(std::move(one));
    });
    (void)co_await responder.request({.subject = "nobody.here"}, patience);

    int right = 0;
    task_group asking(executor);
    for (int number = 0; number < 100; ++number)
      asking.spawn("asking", [](connection& link, int what, int& good) -> task<void> {
        const auto answer = co_await link.request({.subject = "double", .payload = std::to_string(what)}, patience);
        if (answer && answer->payload == std::to_string(2 * what)) ++good;
      }(asker, number, right));
    CHECK(co_await kit::eventually(patience, [&] { return asked.size() == 100; }));
    for (auto one = asked.rbegin(); one != asked.rend(); ++one)
      CHECK(responder.publish({.subject = one->reply, .payload = std::to_string(2 * std::stoi(one->payload))}));
    co_await asking.join();
    CHECK(right == 100);
    co_await responder.close();
  });
}

TEST_CASE("a request that nobody listens to is unavailable at once") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    const auto answer = co_await link.request({.subject = "nobody.here"}, patience);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::unavailable);
    CHECK(answer.error().message == "nobody answers to nobody.here at " + link.text());
  });
}

TEST_CASE("a message over the server's bound is refused before it is sent") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    const auto sent = link.publish({.subject = "a", .payload = std::string((1U << 20U) + 1, 'x')});
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == errc::too_large);
    CHECK(link.publish({.subject = "a", .payload = std::string(1U << 20U, 'x')}));
    co_return;
  });
}

TEST_CASE("no handler is called after its subscription is gone") {
  kit::nats_server server;
  with_client(server, [&](connection& reader) -> task<void> {
    connection writer(co_await asio::this_coro::executor, settings_for(server.url()));
    CHECK(co_await writer.wait_connected(patience));
    int first = 0;
    int last = 0;
    subscription leaving;
    leaving = reader.subscribe("news", [&](std::span<message>) {
      ++first;
      leaving = {};  // from inside its own handler
    });
    const auto staying = reader.subscribe("end", [&](std::span<message>) { ++last; });
    (void)co_await reader.request({.subject = "nobody.here"}, patience);
    for (int count = 0; count < 100; ++count) CHECK(writer.publish({.subject = "news"}));
    (void)co_await writer.request({.subject = "nobody.here"}, patience);
    CHECK(writer.publish({.subject = "news"}));
    CHECK(writer.publish({.subject = "end"}));
    CHECK(co_await kit::eventually(patience, [&] { return last == 1; }));
    CHECK(first == 1);
    co_await writer.close();
  });
}

TEST_CASE("what was published before the close is sent, and nothing after it") {
  kit::nats_server server;
  with_client(server, [&](connection& reader) -> task<void> {
    std::size_t came = 0;
    const auto listening = reader.subscribe("last.words", [&](std::span<message> some) { came += some.size(); });
    (void)co_await reader.request({.subject = "nobody.here"}, patience);
    connection writer(co_await asio::this_coro::executor, settings_for(server.url()));
    CHECK(co_await writer.wait_connected(patience));
    for (int count = 0; count < 1000; ++count) CHECK(writer.publish({.subject = "last.words"}));
    co_await writer.close();
    CHECK(writer.state() == connection_state::closed);
    CHECK(writer.publish({.subject = "last.words"}).error().code == errc::unavailable);
    CHECK((co_await writer.wait_connected(patience)).error().code == errc::cancelled);
    CHECK(co_await kit::eventually(patience, [&] { return came == 1000; }));
  });
}

TEST_CASE("no thread is left when connections end, closed or not, connected or not") {
  kit::nats_server server;
  const auto before = threads();
  for (int round = 0; round < 3; ++round) {
    with_client(server, [&](connection& link) -> task<void> {
      const auto listening = link.subscribe("a", [](std::span<message>) {});
      const connection not_closed(co_await asio::this_coro::executor, settings_for(server.url()));
      const connection without_server(co_await asio::this_coro::executor, settings_for("nats://127.0.0.1:1"));
      (void)co_await link.request({.subject = "nobody.here"}, patience);
      CHECK(threads() > before);
    });
    CHECK(kit::eventually_blocking(patience, [&] { return threads() == before; }));
  }
}
