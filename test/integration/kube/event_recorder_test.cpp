// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/event_recorder.hpp"

#include <catch2/catch_test_macros.hpp>

#include "cluster.hpp"
#include "harmony/kube/metadata.hpp"
#include "kit/beside.hpp"
#include "kit/eventually.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

constexpr std::chrono::milliseconds patience = 60s;
const recorder_settings settings{.source = {"iot.nationtech.io/operator", "test-1"}, .manager = "test"};

occurrence happened(const std::string& space, std::string reason) {
  return {.regarding = {"v1", "ConfigMap", {space, "thing"}, "u-1"},
          .type = event_type::normal,
          .reason = std::move(reason),
          .action = "Test",
          .note = "It happened."};
}

task<std::vector<boost::json::value>> events_in(client& server, std::string space) {
  co_return *co_await object_api(server, event_resource()).list(std::move(space));
}

}  // namespace

TEST_CASE("Events reach the API server, and a repetition makes a series of the one that is there") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const auto space = co_await test::new_namespace(server);
    event_recorder recorder(executor, server, settings);
    co_await kit::beside(recorder.run(), [&]() -> task<void> {
      recorder.record(happened(space, "Once"));
      recorder.record(happened(space, "Twice"));
      REQUIRE(co_await kit::eventually(patience, [&] { return recorder.totals().written == 2; }));
      recorder.record(happened(space, "Twice"));
      REQUIRE(co_await kit::eventually(patience, [&] { return recorder.totals().written == 3; }));
    });
    const auto all = co_await events_in(server, space);
    REQUIRE(all.size() == 2);
    for (const auto& one : all) {
      const bool twice = one.at("reason") == "Twice";
      CHECK(one.at("note") == "It happened.");
      CHECK(one.at("reportingController") == "iot.nationtech.io/operator");
      CHECK(one.at_pointer("/regarding/uid") == "u-1");
      CHECK(one.as_object().contains("series") == twice);
      if (twice) CHECK(one.at_pointer("/series/count") == 2);
    }
    CHECK(recorder.totals().dropped == 0);
  });
}

TEST_CASE("repetitions while the API server is away become one Event with all of them") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const auto space = co_await test::new_namespace(server);
    event_recorder recorder(executor, server, settings);
    for (int times = 0; times < 5; ++times) recorder.record(happened(space, "Often"));
    co_await kit::beside(recorder.run(), [&]() -> task<void> {
      REQUIRE(co_await kit::eventually(patience, [&] { return recorder.totals().written == 1; }));
    });
    const auto all = co_await events_in(server, space);
    REQUIRE(all.size() == 1);
    CHECK(all.front().at_pointer("/series/count") == 5);
  });
}

TEST_CASE("an Event that has been removed meanwhile is made again with its count") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const auto space = co_await test::new_namespace(server);
    event_recorder recorder(executor, server, settings);
    co_await kit::beside(recorder.run(), [&]() -> task<void> {
      recorder.record(happened(space, "Again"));
      REQUIRE(co_await kit::eventually(patience, [&] { return recorder.totals().written == 1; }));
      const auto first = co_await events_in(server, space);
      REQUIRE(co_await object_api(server, event_resource()).remove(*key_of(first.front())));
      recorder.record(happened(space, "Again"));
      REQUIRE(co_await kit::eventually(patience, [&] { return recorder.totals().written == 2; }));
    });
    CHECK((co_await events_in(server, space)).front().at_pointer("/series/count") == 2);
  });
}

TEST_CASE("what the API server refuses, and what does not fit the queue, is dropped and counted") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const auto space = co_await test::new_namespace(server);
    auto bounded = settings;
    bounded.waiting_most = 2;
    event_recorder recorder(executor, server, bounded);
    recorder.record(happened(space, ""));
    recorder.record(happened(space, "Good"));
    recorder.record(happened(space, "TooMany"));
    CHECK(recorder.totals().dropped == 1);
    co_await kit::beside(recorder.run(), [&]() -> task<void> {
      REQUIRE(co_await kit::eventually(patience, [&] { return recorder.totals().written == 1; }));
    });
    CHECK(recorder.totals().dropped == 2);
    CHECK((co_await events_in(server, space)).size() == 1);
  });
}
