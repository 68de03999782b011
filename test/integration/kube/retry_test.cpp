// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "cluster.hpp"
#include "kit/run.hpp"
#include "kit/scripted_server.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

const std::string busy = kit::answer("429 Too Many Requests", "busy", "Retry-After: 0\r\n");
const std::string fine = kit::answer("200 OK", R"({"metadata":{"name":"x"}})");

/// Runs `body(client, server)` against a server with these answers, until it has given all of them.
template <class Body>
void with_answers(std::vector<std::string> answers, Body body) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    kit::scripted_server server(executor, answers);
    client calls(executor, {.server = server.where(), .source = "the test"});
    task_group group(executor);
    group.spawn("server", server.run());
    co_await body(calls, server);
    co_await group.join();
    CHECK(server.requests().size() == answers.size());
  });
}

}  // namespace

TEST_CASE("a busy server is asked again") {
  with_answers({busy, kit::answer("503 Service Unavailable", "starting", "Retry-After: 0\r\n"), fine},
               [](client& calls, kit::scripted_server&) -> task<void> {
                 CHECK((co_await object_api(calls, test::config_maps).get({"n", "x"})).has_value());
               });
}

TEST_CASE("a server that stays busy is given up after three tries") {
  with_answers({busy, busy, busy}, [](client& calls, kit::scripted_server&) -> task<void> {
    const auto refused = co_await object_api(calls, test::config_maps).get({"n", "x"});
    CHECK_FALSE(refused);
    if (!refused) CHECK(refused.error().code == errc::unavailable);
  });
}

TEST_CASE("what might happen twice is asked once") {
  with_answers({busy}, [](client& calls, kit::scripted_server&) -> task<void> {
    const auto refused = co_await object_api(calls, test::config_maps).create(test::config_map({"n", "x"}, "a", "b"), {});
    CHECK_FALSE(refused);
  });
}

TEST_CASE("a wish to wait beyond the deadline is not waited for") {
  with_answers({kit::answer("429 Too Many Requests", "busy", "Retry-After: 3600\r\n")},
               [](client& calls, kit::scripted_server&) -> task<void> {
                 const auto refused = co_await calls.call(get_request(test::config_maps, {"n", "x"}));
                 CHECK_FALSE(refused);
                 if (!refused) CHECK(refused.error().code == errc::unavailable);
               });
}

TEST_CASE("an answer that is not JSON is told as one") {
  with_answers({kit::answer("200 OK", "<html>")}, [](client& calls, kit::scripted_server&) -> task<void> {
    const auto odd = co_await calls.call(get_request(test::config_maps, {"n", "x"}));
    CHECK_FALSE(odd);
    if (!odd) CHECK(odd.error().code == errc::protocol);
  });
}

TEST_CASE("a listing whose token expires half-way is read again from the start") {
  const auto expired = kit::answer("410 Gone", R"({"kind":"Status","code":410,"reason":"Expired","message":"too old"})");
  const auto first = kit::answer("200 OK", R"({"metadata":{"continue":"t"},"items":[{"metadata":{"name":"a"}}]})");
  const auto last = kit::answer("200 OK", R"({"metadata":{},"items":[{"metadata":{"name":"b"}}]})");
  with_answers({first, expired, first, last}, [](client& calls, kit::scripted_server& server) -> task<void> {
    const auto all = co_await object_api(calls, test::config_maps).list("n");
    CHECK((all && all->size() == 2));
    CHECK(server.requests().at(1) == "GET /api/v1/namespaces/n/configmaps?limit=500&continue=t");
    CHECK(server.requests().at(2) == "GET /api/v1/namespaces/n/configmaps?limit=500");
  });
}
