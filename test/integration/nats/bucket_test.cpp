// SPDX-License-Identifier: Apache-2.0
// Buckets and streams against the real server.
#include "harmony/nats/kv.hpp"

#include <set>

#include "client.hpp"
#include "nats/api.hpp"

using namespace harmony;
using namespace harmony::nats;

TEST_CASE("a key is written, read, replaced, removed and written again") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    jetstream streams(link);
    CHECK(co_await ensure_bucket(streams, {.name = "b"}, patience));
    bucket keys(streams, "b");
    CHECK((co_await keys.get("k", patience)).error().code == errc::not_found);
    CHECK(co_await keys.put("k", "one", patience) == 1);
    const auto one = co_await keys.get("k", patience);
    REQUIRE(one);
    CHECK(one->key == "k");
    CHECK(one->value == "one");
    CHECK(one->revision == 1);
    CHECK(std::chrono::abs(one->created - wall_clock::now()) < 1h);
    CHECK(co_await keys.put("k", "two", patience) == 2);
    CHECK((co_await keys.get("k", patience))->value == "two");
    CHECK(co_await keys.remove("k", patience) == 3);
    CHECK((co_await keys.get("k", patience)).error().code == errc::not_found);
    CHECK(co_await keys.create("k", "three", patience) == 4);
    CHECK(co_await keys.purge("k", patience) == 5);
    CHECK((co_await keys.get("k", patience)).error().code == errc::not_found);
    CHECK(co_await keys.put("k", "", patience) == 6);
    CHECK((co_await keys.get("k", patience))->value.empty());
  });
}

TEST_CASE("the keys of a bucket are those with a value and those that were removed") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    jetstream streams(link);
    CHECK(co_await ensure_bucket(streams, {.name = "b"}, patience));
    CHECK(co_await ensure_bucket(streams, {.name = "other"}, patience));
    bucket keys(streams, "b");
    CHECK(co_await keys.keys(patience) == std::set<std::string>{});
    for (const auto* key : {"k", "a.b", "gone"}) CHECK(co_await keys.put(key, "x", patience));
    CHECK(co_await bucket(streams, "other").put("elsewhere", "x", patience));
    CHECK(co_await keys.remove("gone", patience));
    CHECK(co_await keys.keys(patience) == std::set<std::string>{"a.b", "gone", "k"});
    CHECK((co_await bucket(streams, "none").keys(patience)).error().code == errc::not_found);
  });
}

TEST_CASE("a write that expects another revision than there is changes nothing") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    jetstream streams(link);
    CHECK(co_await ensure_bucket(streams, {.name = "b"}, patience));
    bucket keys(streams, "b");
    CHECK(co_await keys.create("k", "one", patience) == 1);
    const auto again = co_await keys.create("k", "two", patience);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == errc::conflict);
    CHECK(again.error().message.starts_with("writing k to the bucket b: "));
    CHECK((co_await keys.update("k", "two", 7, patience)).error().code == errc::conflict);
    CHECK(co_await keys.put("other", "x", patience) == 2);
    CHECK(co_await keys.update("k", "two", 1, patience) == 3);
    CHECK((co_await keys.update("k", "three", 1, patience)).error().code == errc::conflict);
    CHECK((co_await keys.get("k", patience))->value == "two");
  });
}

TEST_CASE("bad keys and values over the bucket's bound are refused") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    jetstream streams(link);
    CHECK(co_await ensure_bucket(streams, {.name = "b", .most_value_bytes = 1000}, patience));
    bucket keys(streams, "b");
    CHECK((co_await keys.put("a b", "x", patience)).error().code == errc::invalid);
    CHECK((co_await keys.get(">", patience)).error().code == errc::invalid);
    CHECK((co_await keys.put("k", std::string(2000, 'x'), patience)).error().code == errc::too_large);
    CHECK((co_await ensure_bucket(streams, {.name = "a.b"}, patience)).error().code == errc::invalid);
  });
}

TEST_CASE("a bucket that is not there is unavailable, not empty") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    jetstream streams(link);
    bucket keys(streams, "missing");
    // Server 2.9 does not answer a direct get of a stream that it does not have.
    const auto read = co_await keys.get("k", 1s);
    REQUIRE_FALSE(read);
    CHECK((read.error().code == errc::unavailable || read.error().code == errc::timeout));
    CHECK((co_await keys.put("k", "v", patience)).error().code == errc::unavailable);
    CHECK((co_await streams.info("KV_missing", patience)).error().code == errc::not_found);
  });
}

TEST_CASE("making sure of a bucket writes once, then only what changed, and keeps what others set") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    jetstream streams(link);
    const auto config = [&]() -> task<boost::json::object> {
      const auto answer = co_await call_api(link, "STREAM.INFO.KV_b", {}, patience);
      co_return answer->at("config").as_object();
    };
    std::size_t writes = 0;
    connection listener(co_await asio::this_coro::executor, settings_for(link.text()));
    CHECK(co_await listener.wait_connected(patience));
    const auto listening =
        listener.subscribe("$JS.EVENT.ADVISORY.STREAM.>", [&](std::span<message> some) { writes += some.size(); });
    (void)co_await listener.request({.subject = "nobody.here"}, patience);

    const auto created = co_await ensure_bucket(streams, {.name = "b"}, patience);
    REQUIRE(created);
    CHECK(created->messages == 0);
    bucket keys(streams, "b");
    CHECK(co_await keys.put("k", "v", patience));
    const auto same = co_await ensure_bucket(streams, {.name = "b"}, patience);
    REQUIRE(same);
    CHECK(same->created == created->created);
    CHECK(same->last_sequence == 1);

    auto described = co_await config();
    CHECK(described.at("allow_direct") == true);
    described["description"] = "set by a person";
    CHECK(co_await call_api(link, "STREAM.UPDATE.KV_b", described, patience));
    CHECK(co_await ensure_bucket(streams, {.name = "b", .history = 5}, patience));
    const auto after = co_await config();
    CHECK(after.at("description") == "set by a person");
    CHECK(after.at("max_msgs_per_subject") == 5);
    CHECK((co_await keys.get("k", patience))->value == "v");
    // The one that creates, the person's, the one that deepens the history.
    (void)co_await link.request({.subject = "nobody.here"}, patience);
    (void)co_await listener.request({.subject = "nobody.here"}, patience);
    CHECK(co_await kit::eventually(patience, [&] { return writes >= 3; }));
    CHECK(writes == 3);
    co_await listener.close();
  });
}

TEST_CASE("ten thousand compare-and-set writes overlap and each gets its own revision") {
  kit::nats_server server;
  with_client(server, [](connection& link) -> task<void> {
    constexpr std::size_t count = 10'000;
    jetstream streams(link, 1000);
    CHECK(co_await ensure_bucket(streams, {.name = "b"}, patience));
    bucket keys(streams, "b");
    std::set<std::uint64_t> revisions;
    std::size_t waiting = 0;
    std::size_t most = 0;
    task_group writing(co_await asio::this_coro::executor);
    for (std::size_t number = 0; number < count; ++number)
      writing.spawn("writing", [](bucket& to, std::size_t which, auto& got, auto& now, auto& peak) -> task<void> {
        peak = std::max(peak, ++now);
        const auto stored = co_await to.update("device-" + std::to_string(which), std::string(250, 'x'), 0, patience);
        --now;
        if (stored) got.insert(*stored);
      }(keys, number, revisions, waiting, most));
    co_await writing.join();
    CHECK(most == count);
    CHECK(revisions.size() == count);
    CHECK((co_await streams.info("KV_b", patience))->messages == count);
  });
}
