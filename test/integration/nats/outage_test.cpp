// SPDX-License-Identifier: Apache-2.0
// Servers that are not there yet, that go away, that come back, and that hang.
#include <csignal>
#include <vector>

#include "client.hpp"

using namespace harmony;
using namespace harmony::nats;

TEST_CASE("a server may come after its clients") {
  kit::nats_server server({.start = false});
  with_connection(settings_for(server.url()), [&](connection& link) -> task<void> {
    const auto early = co_await link.wait_connected(100ms);
    REQUIRE_FALSE(early);
    CHECK(early.error().code == errc::timeout);
    CHECK_FALSE(early.error().detail.empty());
    CHECK(link.state() == connection_state::connecting);
    CHECK(link.publish({.subject = "a"}).error().code == errc::unavailable);
    CHECK((co_await link.request({.subject = "a"}, patience)).error().code == errc::unavailable);
    std::size_t came = 0;
    const auto listening = link.subscribe("a", [&](std::span<message> some) { came += some.size(); });

    server.start();
    CHECK(co_await link.wait_connected(patience));
    CHECK(link.state() == connection_state::connected);
    connection other(co_await asio::this_coro::executor, settings_for(server.url()));
    CHECK(co_await other.wait_connected(patience));
    (void)co_await link.request({.subject = "nobody.here"}, patience);
    CHECK(other.publish({.subject = "a"}));
    CHECK(co_await kit::eventually(patience, [&] { return came == 1; }));
    co_await other.close();
  });
}

TEST_CASE("a peer that accepts and hangs up before it is a NATS server is tried again") {
  kit::nats_server server({.start = false});
  with_connection(settings_for(server.url()), [&](connection& link) -> task<void> {
    const auto executor = co_await asio::this_coro::executor;
    {
      asio::ip::tcp::acceptor balancer(executor, {asio::ip::address_v4::loopback(), server.port()});
      for (int tries = 0; tries < 2; ++tries) (co_await balancer.async_accept(asio::use_awaitable)).close();
    }
    server.start();
    CHECK(co_await link.wait_connected(patience));
  });
}

TEST_CASE("a restarted server is found again, subscriptions included, and every change of state is told") {
  kit::nats_server server;
  with_client(server, [&](connection& link) -> task<void> {
    std::vector<connection_state> states;
    const auto following = link.on_state([&](connection_state now) { states.push_back(now); });
    std::size_t came = 0;
    const auto listening = link.subscribe("a", [&](std::span<message> some) { came += some.size(); });
    for (std::size_t round = 1; round <= 2; ++round) {
      server.stop();
      CHECK(co_await kit::eventually(patience, [&] { return link.state() == connection_state::disconnected; }));
      CHECK(link.publish({.subject = "a"}).error().code == errc::unavailable);
      server.start();
      CHECK(co_await link.wait_connected(patience));
      connection other(co_await asio::this_coro::executor, settings_for(server.url()));
      CHECK(co_await other.wait_connected(patience));
      CHECK(other.publish({.subject = "a"}));
      CHECK(co_await kit::eventually(patience, [&] { return came == round; }));
      co_await other.close();
    }
    using enum connection_state;
    CHECK(states == std::vector{disconnected, connected, disconnected, connected});
  });
}

TEST_CASE("a request does not wait for its deadline when the connection is lost") {
  kit::nats_server server;
  with_client(server, [&](connection& link) -> task<void> {
    const auto executor = co_await asio::this_coro::executor;
    connection silent(executor, settings_for(server.url()));
    CHECK(co_await silent.wait_connected(patience));
    bool asked = false;
    const auto listening = silent.subscribe("question", [&](std::span<message>) { asked = true; });
    (void)co_await silent.request({.subject = "nobody.here"}, patience);
    errc outcome{};
    task_group asking(executor);
    asking.spawn("asking", [](connection& over, errc& code) -> task<void> {
      const auto answer = co_await over.request({.subject = "question"}, 1h);
      code = answer ? errc::failed : answer.error().code;
    }(link, outcome));
    CHECK(co_await kit::eventually(patience, [&] { return asked; }));
    server.kill();
    co_await asking.join();
    CHECK(outcome == errc::unavailable);
    co_await silent.close();
  });
}

TEST_CASE("a deadline passes while the server hangs, whatever is waiting to be sent") {
  kit::nats_server server;
  with_client(server, [&](connection& link) -> task<void> {
    server.process().signal(SIGSTOP);
    const auto answer = co_await link.request({.subject = "$JS.API.INFO"}, 100ms);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::timeout);
    CHECK(answer.error().message == "no answer from " + link.text() + " on $JS.API.INFO within 100 ms");
    // More than the kernel's buffers take: from some point on the library blocks in its write, and we do not.
    const std::string much(512U << 10U, 'x');
    auto sent = result<void>{};
    for (int count = 0; count < 100 && sent; ++count) sent = link.publish({.subject = "a", .payload = much});
    REQUIRE_FALSE(sent);
    CHECK(sent.error().code == errc::unavailable);
    CHECK_FALSE(co_await link.request({.subject = "a"}, 100ms));
    server.process().signal(SIGCONT);
    CHECK(co_await kit::eventually(patience, [&]() -> task<bool> {
      co_return (co_await link.request({.subject = "$JS.API.INFO"}, patience)).has_value();
    }));
  });
}

TEST_CASE("a network that swallows everything is noticed with the next message, long before a ping") {
  kit::nats_server server;
  auto how = settings_for(server.url());
  how.ping_interval = 1h;
  how.silence_limit = 500ms;
  with_connection(how, [&](connection& link) -> task<void> {
    REQUIRE(co_await link.wait_connected(patience));
    const auto filter = [](const std::vector<std::string>& words) {
      const auto done = kit::run_command(words);
      INFO(done.output);
      REQUIRE(done.code == 0);
    };
    filter({"nft",
            "add table inet hole; add chain inet hole in { type filter hook input priority 0; }; add rule inet hole in tcp "
            "dport " +
                std::to_string(server.port()) + " drop"});
    REQUIRE(link.publish({.subject = "a"}));
    CHECK(co_await kit::eventually(patience, [&] { return link.state() == connection_state::disconnected; }));
    filter({"nft", "delete table inet hole"});
    CHECK(co_await kit::eventually(patience, [&] { return link.state() == connection_state::connected; }));
  });
}
