// SPDX-License-Identifier: Apache-2.0
// A bucket's watch against the real server: listings, changes, restarts, recreated streams.
#include "harmony/nats/watcher.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "client.hpp"
#include "nats/api.hpp"

using namespace harmony;
using namespace harmony::nats;

namespace {

using words = std::vector<std::string>;

struct told {
  std::string operator()(const sync::init&) const { return "init"; }
  std::string operator()(const sync::init_done&) const { return "done"; }
  std::string operator()(const sync::item<std::string, entry>& what) const { return what.key + "=" + what.value->value; }
  std::string operator()(const sync::applied<std::string, entry>& what) const { return what.key + ":=" + what.value->value; }
  std::string operator()(const sync::deleted<std::string>& what) const { return what.key + " gone"; }
};

/// A server, a bucket "b" in it, and a watch that writes down what it says.
struct watching {
  connection& link;
  jetstream streams{link};
  bucket keys{streams, "b"};
  watcher watch;
  words said{};
  std::vector<std::uint64_t> sequences{};

  watching(connection& over, std::optional<watch_position> from)
      : link(over), watch(over, "b", {.heartbeat = 200ms, .most_retry = 500ms, .request_limit = 2s, .from = std::move(from)}) {}

  task<void> run() {
    return watch.run([this](const watch_event& what, std::uint64_t sequence) {
      said.push_back(std::visit(told{}, what));
      sequences.push_back(sequence);
    });
  }
  /// Waits until `expected` was said and forgets it; on failure the words show in the message.
  task<void> expect(words expected) {
    (void)co_await kit::eventually(patience, [&] { return said.size() >= expected.size(); });
    CHECK(said == expected);
    said.clear();
  }
};

template <class Body>
void with_watch(const kit::nats_server& server, Body body, bool with_bucket = true, std::optional<watch_position> from = {}) {
  with_client(server, [&](connection& link) -> task<void> {
    watching test(link, from);
    if (with_bucket) CHECK(co_await ensure_bucket(test.streams, {.name = "b"}, patience));
    task_group running(co_await asio::this_coro::executor);
    running.spawn("watching", test.run());
    co_await body(test);
    running.cancel();
    co_await running.join();
  });
}

}  // namespace

TEST_CASE("an empty bucket is listed as empty, then each change is told in order") {
  kit::nats_server server;
  with_watch(server, [](watching& test) -> task<void> {
    co_await test.expect({"init", "done"});
    CHECK(co_await test.keys.put("a", "1", patience));
    CHECK(co_await test.keys.put("a.b", "2", patience));
    CHECK(co_await test.keys.remove("a", patience));
    CHECK(co_await test.keys.purge("a.b", patience));
    co_await test.expect({"a:=1", "a.b:=2", "a gone", "a.b gone"});
    CHECK(test.sequences == std::vector<std::uint64_t>{0, 0, 1, 2, 3, 4});
    CHECK(test.watch.position()->sequence == 4);
  });
}

TEST_CASE("a filled bucket is listed with the last value of each key, and what was removed is told as such") {
  kit::nats_server server;
  with_client(server, [&](connection& link) -> task<void> {
    watching test(link, {});
    CHECK(co_await ensure_bucket(test.streams, {.name = "b"}, patience));
    for (const auto* value : {"1", "2", "3"}) CHECK(co_await test.keys.put("a", value, patience));
    CHECK(co_await test.keys.put("b", "x", patience));
    CHECK(co_await test.keys.put("c", "y", patience));
    CHECK(co_await test.keys.remove("c", patience));
    task_group running(co_await asio::this_coro::executor);
    running.spawn("watching", test.run());
    co_await test.expect({"init", "a=3", "b=x", "c gone", "done"});
    CHECK(test.watch.position()->sequence == 6);
    running.cancel();
    co_await running.join();
  });
}

TEST_CASE("a watch waits for a bucket that is not there yet") {
  kit::nats_server server;
  with_watch(
      server,
      [](watching& test) -> task<void> {
        CHECK(co_await kit::eventually(patience, [&] { return test.watch.trouble().contains("KV_b"); }));
        CHECK(co_await ensure_bucket(test.streams, {.name = "b"}, patience));
        co_await test.expect({"init", "done"});
        CHECK(test.watch.trouble().empty());
      },
      false);
}

TEST_CASE("what was removed from a bucket without a marker is missing in the listing that is asked for") {
  kit::nats_server server;
  with_watch(server, [](watching& test) -> task<void> {
    co_await test.expect({"init", "done"});
    CHECK(co_await test.keys.put("a", "1", patience));
    CHECK(co_await test.keys.put("b", "1", patience));
    co_await test.expect({"a:=1", "b:=1"});
    CHECK(co_await call_api(test.link, "STREAM.PURGE.KV_b", boost::json::object{{"filter", "$KV.b.a"}}, patience));
    test.watch.look_again();
    co_await test.expect({"init", "b=1", "done"});
  });
}

TEST_CASE("over a server's restart a watch goes on where it was, without a new listing") {
  kit::nats_server server;
  with_watch(server, [&](watching& test) -> task<void> {
    CHECK(co_await test.keys.put("a", "1", patience));
    CHECK(co_await test.keys.put("b", "1", patience));
    CHECK(co_await kit::eventually(patience, [&] { return test.watch.position() && test.watch.position()->sequence == 2; }));
    test.said.clear();
    server.stop();
    CHECK(co_await kit::eventually(patience, [&] { return test.link.state() == connection_state::disconnected; }));
    server.start();
    CHECK(co_await test.link.wait_connected(patience));
    CHECK(co_await kit::eventually(
        patience, [&]() -> task<bool> { co_return (co_await test.keys.update("a", "2", 1, patience)).has_value(); }));
    CHECK(co_await test.keys.remove("b", patience));
    co_await test.expect({"a:=2", "b gone"});
  });
}

TEST_CASE("a watch that starts from a stored position is told only what came after it") {
  kit::nats_server server;
  std::optional<watch_position> stored;
  with_watch(server, [&](watching& test) -> task<void> {
    CHECK(co_await test.keys.put("a", "1", patience));
    CHECK(co_await test.keys.put("b", "1", patience));
    CHECK(co_await kit::eventually(patience, [&] { return test.watch.position() && test.watch.position()->sequence == 2; }));
    stored = test.watch.position();
  });
  with_client(server, [](connection& link) -> task<void> {
    jetstream streams(link);
    bucket keys(streams, "b");
    CHECK(co_await keys.put("b", "2", patience));
  });
  with_watch(server, [](watching& test) -> task<void> { co_await test.expect({"b:=2"}); }, true, stored);
}

TEST_CASE("a stream that was deleted and made again under a living watch is listed anew") {
  kit::nats_server server;
  with_watch(server, [](watching& test) -> task<void> {
    for (const auto* key : {"a", "b", "c"}) CHECK(co_await test.keys.put(key, "1", patience));
    CHECK(co_await kit::eventually(patience, [&] { return test.watch.position() && test.watch.position()->sequence == 3; }));
    test.said.clear();
    CHECK(co_await call_api(test.link, "STREAM.DELETE.KV_b", {}, patience));
    CHECK(co_await ensure_bucket(test.streams, {.name = "b"}, patience));
    CHECK(co_await test.keys.put("d", "1", patience));  // sequence 1, below what the watch has told
    co_await test.expect({"init", "d=1", "done"});
  });
}

TEST_CASE("a server that lost its data is listed anew") {
  kit::nats_server server;
  with_watch(server, [&](watching& test) -> task<void> {
    CHECK(co_await test.keys.put("a", "1", patience));
    CHECK(co_await kit::eventually(patience, [&] { return test.watch.position() && test.watch.position()->sequence == 1; }));
    test.said.clear();
    server.kill();
    server.lose_data();
    server.start();
    CHECK(co_await kit::eventually(patience, [&]() -> task<bool> {
      co_return (co_await ensure_bucket(test.streams, {.name = "b"}, patience)).has_value();
    }));
    co_await test.expect({"init", "done"});
  });
}

TEST_CASE("a large bucket is listed completely, through the server's flow control") {
  kit::nats_server server;
  constexpr std::size_t count = 20'000;
  with_client(server, [&](connection& link) -> task<void> {
    watching test(link, {});
    CHECK(co_await ensure_bucket(test.streams, {.name = "b"}, patience));
    const auto executor = co_await asio::this_coro::executor;
    task_group running(executor);
    for (std::size_t number = 0; number < count; ++number)
      running.spawn("writing", [](bucket& to, std::size_t which) -> task<void> {
        (void)co_await to.put(fmt::format("device-{:05}", which), std::string(1000, 'x'), patience);
      }(test.keys, number));
    co_await running.join();
    running.spawn("watching", test.run());
    CHECK(co_await kit::eventually(patience, [&] { return test.said.size() >= count + 2; }));
    CHECK(test.said.size() == count + 2);
    CHECK(test.said.back() == "done");
    CHECK(std::ranges::count(test.said, "init") == 1);
    CHECK(test.watch.position()->sequence == count);
    running.cancel();
    co_await running.join();
  });
}

TEST_CASE("a watch leaves no consumer behind") {
  kit::nats_server server;
  with_client(server, [&](connection& link) -> task<void> {
    const auto consumers = [&]() -> task<std::int64_t> {
      const auto answer = co_await call_api(link, "STREAM.INFO.KV_b", {}, patience);
      co_return answer->at("state").at("consumer_count").as_int64();
    };
    watching test(link, {});
    CHECK(co_await ensure_bucket(test.streams, {.name = "b"}, patience));
    task_group running(co_await asio::this_coro::executor);
    running.spawn("watching", test.run());
    co_await test.expect({"init", "done"});
    CHECK(co_await consumers() == 1);
    running.cancel();
    co_await running.join();
    CHECK(co_await kit::eventually(patience, [&]() -> task<bool> { co_return co_await consumers() == 0; }));
  });
}
