// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "cluster.hpp"
#include "kit/closing.hpp"
#include "kit/eventually.hpp"
#include "kit/log_capture.hpp"
#include "kit/relay.hpp"
#include "kit/run.hpp"
#include "kit/scripted_server.hpp"
#include "watching.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

using lines = std::vector<std::string>;

std::string event(std::string_view type, std::string_view name, int version) {
  return fmt::format(R"({{"type":"{}","object":{{"metadata":{{"name":"{}","resourceVersion":"{}"}},"data":{{"x":"1"}}}}}})",
                     type, name, version) +
         "\n";
}

std::string listing(int version) {
  return kit::answer("200 OK", fmt::format(R"({{"metadata":{{"resourceVersion":"{}"}},"items":[]}})", version));
}

constexpr std::string_view expired_status = R"({"kind":"Status","code":410,"reason":"Expired","message":"too old"})";

}  // namespace

TEST_CASE("a watch tells what is there, what is added, changed and deleted") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const auto space = co_await test::new_namespace(server);
    REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "1"), {.manager = "test"}));
    test::told told;
    watcher watch(server, {.type = test::config_maps, .namespace_ = space});
    co_await test::while_watching(watch, told, [&]() -> task<void> {
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("init_done"); }));
      REQUIRE(co_await maps.apply(test::config_map({space, "b"}, "x", "1"), {.manager = "test"}));
      REQUIRE(co_await maps.apply(test::config_map({space, "b"}, "x", "2"), {.manager = "test"}));
      REQUIRE(co_await maps.remove({space, "a"}) == true);
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("deleted a"); }));
    });
    CHECK(told.lines() == lines{"init", "item a 1", "init_done", "applied b 1", "applied b 2", "deleted a"});
  });
}

TEST_CASE("a selector limits what is told") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const auto space = co_await test::new_namespace(server);
    REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "1"), {.manager = "test"}));
    REQUIRE(co_await maps.apply(test::config_map({space, "b"}, "x", "1"), {.manager = "test"}));
    test::told told;
    watcher watch(server, {.type = test::config_maps, .namespace_ = space, .field_selector = "metadata.name=b"});
    co_await test::while_watching(
        watch, told, [&]() -> task<void> { REQUIRE(co_await kit::eventually(20s, [&] { return told.has("init_done"); })); });
    CHECK(told.lines() == lines{"init", "item b 1", "init_done"});
  });
}

TEST_CASE("a watch that the server ends goes on without a new listing") {
  const kit::log_capture log(log::level::debug);
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const auto space = co_await test::new_namespace(server);
    test::told told;
    watcher watch(server, {.type = test::config_maps, .namespace_ = space, .lasts = 2s});
    int changes = 0;
    co_await test::while_watching(watch, told, [&]() -> task<void> {
      // A change before the listing would be an item of it.
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("init_done"); }));
      // One change after the other, until the server has ended two watches under them.
      while (log.count("watch opened") < 3) {
        const auto value = std::to_string(++changes);
        REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", value), {.manager = "test"}));
        REQUIRE(co_await kit::eventually(20s, [&] { return told.has("applied a " + value); }));
      }
    });
    CHECK(told.count("init") == 1);
    CHECK(told.lines().size() == static_cast<std::size_t>(changes) + 2);
  });
}

TEST_CASE("a watch survives a restart of the server and misses nothing") {
  const kit::log_capture log(log::level::info);
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_api maps(server, test::config_maps);
    const auto space = co_await test::new_namespace(server);
    REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "1"), {.manager = "test"}));
    test::told told;
    watcher watch(server, {.type = test::config_maps, .namespace_ = space});
    co_await test::while_watching(watch, told, [&]() -> task<void> {
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("init_done"); }));
      test::shared_server().stop();
      REQUIRE(co_await kit::eventually(20s, [&] { return log.count("watch failed") > 0; }));
      test::shared_server().start();
      REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "2"), {.manager = "test"}));
      REQUIRE(co_await kit::eventually(60s, [&] { return told.has("applied a 2") || told.has("item a 2"); }));
      REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "3"), {.manager = "test"}));
      REQUIRE(co_await kit::eventually(60s, [&] { return told.has("applied a 3"); }));
    });
    CHECK(log.count("watch works again") >= 1);
  });
}

TEST_CASE("a watch through which nothing comes any more is resumed where it stopped, and nothing is missed or told twice") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client administrator(executor, test::admin_config());
    const object_api maps(administrator, test::config_maps);
    const auto space = co_await test::new_namespace(administrator);
    kit::relay way(executor, test::admin_config().server, {.tls = test::admin_config().tls});
    client server(executor, {.server = way.where(), .source = "the test"});
    test::told told;
    // Stands for the usual two minutes.
    watcher watch(server, {.type = test::config_maps, .namespace_ = space, .silence = 1500ms});
    const auto story = [&]() -> task<void> {
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("init_done"); }));
      REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "1"), {.manager = "test"}));
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("applied a 1"); }));
      way.hold(true);
      const auto connections = way.connections();
      REQUIRE(co_await maps.apply(test::config_map({space, "a"}, "x", "2"), {.manager = "test"}));
      // The connection says nothing, and is given up: that is what another one is opened for.
      REQUIRE(co_await kit::eventually(20s, [&] { return way.connections() > connections; }));
      CHECK_FALSE(told.has("applied a 2"));
      way.hold(false);
      REQUIRE(co_await kit::eventually(20s, [&] { return told.has("applied a 2"); }));
    };
    co_await kit::closing(test::while_watching(watch, told, story), [&] { return way.close(); });
    CHECK(told.lines() == lines{"init", "init_done", "applied a 1", "applied a 2"});
  });
}

TEST_CASE("a position that is gone as soon as it was listed is trouble, until a watch opens") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    std::vector<std::string> troubles;
    const watcher* watched = nullptr;
    const auto seen_at = [&](std::string answer) -> kit::script {
      return [&, answer = std::move(answer)](kit::script_link& link) -> task<void> {
        (void)co_await link.request();
        troubles.push_back(watched->trouble());
        co_await link.send(answer);
      };
    };
    const auto gone = kit::answer("410 Gone", expired_status);
    const auto staying = [](kit::script_link& link) -> task<void> {
      (void)co_await link.request();
      co_await link.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + event("ADDED", "a", 31));
      co_await link.until_closed();
    };
    kit::scripted_server server(executor, {kit::answering(listing(10)), kit::answering(gone), seen_at(listing(20)),
                                           kit::answering(gone), seen_at(listing(30)), staying});
    client calls(executor, {.server = server.where(), .source = "the test"});
    test::told told;
    watcher watch(calls, {.type = test::config_maps, .namespace_ = "n", .lasts = 60s});
    watched = &watch;
    task_group group(executor);
    group.spawn("server", server.run());
    co_await test::while_watching(watch, told, [&]() -> task<void> {
      CHECK(co_await kit::eventually(30s, [&] { return told.has("applied a 1"); }));
      CHECK(watch.trouble().empty());
    });
    group.cancel();
    co_await group.join();
    REQUIRE(troubles.size() == 2);
    CHECK(troubles[0].empty());
    CHECK(troubles[1].contains("too old"));
  });
}

TEST_CASE("a watch whose position is gone lists again, whether it is told in the head or in the stream") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    const auto in_stream = event("ADDED", "a", 11) + R"({"type":"ERROR","object":)" + std::string(expired_status) + "}\n";
    kit::scripted_server server(
        executor, {listing(10), kit::answer("200 OK", in_stream), listing(20), kit::answer("410 Gone", expired_status),
                   listing(30), kit::answer("200 OK", event("ADDED", "b", 31))});
    client calls(executor, {.server = server.where(), .source = "the test"});
    test::told told;
    watcher watch(calls, {.type = test::config_maps, .namespace_ = "n", .lasts = 60s});
    task_group group(executor);
    group.spawn("server", server.run());
    co_await test::while_watching(
        watch, told, [&]() -> task<void> { CHECK(co_await kit::eventually(30s, [&] { return told.has("applied b 1"); })); });
    group.cancel();
    co_await group.join();
    CHECK(told.lines() == lines{"init", "init_done", "applied a 1", "init", "init_done", "init", "init_done", "applied b 1"});
    const std::string list = "GET /api/v1/namespaces/n/configmaps?limit=40";
    const auto watch_from = [](std::string_view version) {
      return fmt::format(
          "GET /api/v1/namespaces/n/configmaps?watch=true&resourceVersion={}&allowWatchBookmarks=true&timeoutSeconds=60",
          version);
    };
    CHECK(server.requests() == lines{list, watch_from("10"), list, watch_from("20"), list, watch_from("30")});
  });
}
