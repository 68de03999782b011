// SPDX-License-Identifier: Apache-2.0
// How the API server can refuse a status: it is busy, or somebody wrote at the same moment.
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "kit/deployments.hpp"
#include "kit/scripted_server.hpp"
#include "operator/reconcilers.hpp"
#include "operator/writers.hpp"

using namespace harmony;
using namespace harmony::fleet;
using contracts::phase;

namespace {

const kube::object_key key{"default", "web"};
const std::string written = kit::answer("200 OK", R"({"metadata":{"name":"web","namespace":"default"}})");

/// 429, with the server's wish for the next try.
std::string busy(int seconds) {
  return kit::answer("429 Too Many Requests", "busy", fmt::format("Retry-After: {}\r\n", seconds));
}

/// What writes statuses, in front of a server that says what the test wrote, about one accepted Deployment.
class writer {
 public:
  writer(const asio::any_io_executor& executor, kit::scripted_server& server)
      : client_(executor, {.server = server.where(), .source = "the test"}),
        reconciler_(known_, {client_, deployments()}, [](const kube::occurrence&) {}) {
    auto object = kit::deployment(key, kit::spec({}, "localhost/web:1"));
    object.at("metadata").as_object()["uid"] = "u";
    object.at("metadata").as_object()["resourceVersion"] = "1";
    object.at("metadata").as_object()["generation"] = 1;
    (void)known_.on_resource(sync::init{});
    (void)known_.on_resource(
        sync::item<kube::object_key, boost::json::value>{key, std::make_shared<const boost::json::value>(std::move(object))});
    (void)known_.on_resource(sync::init_done{});
    (void)known_.accept(
        {.key = key, .uid = "u", .generation = 1, .revision = *contracts::revision::parse(std::string(64, 'a')), .score = "{}"},
        {});
  }
  [[nodiscard]] task<result<sync::outcome>> write() { return reconciler_.reconcile(key); }
  [[nodiscard]] std::uint64_t writes() const { return reconciler_.written(); }

 private:
  harmony::fleet::fleet known_;
  kube::client client_;
  status_reconciler reconciler_;
};

/// Runs `body(writer, server)` against a server with these answers, until it has given all of them.
template <class Body>
void with_answers(std::vector<std::string> answers, Body body) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    kit::scripted_server server(executor, answers);
    writer one(executor, server);
    task_group group(executor);
    group.spawn("server", server.run());
    co_await body(one);
    co_await group.join();
    CHECK(server.requests().size() == answers.size());
  });
}

}  // namespace

TEST_CASE("a status that a busy API server refuses is written after the pause that it asked for") {
  with_answers({busy(1), written}, [](writer& one) -> task<void> {
    const auto begun = steady_clock::now();
    CHECK(co_await one.write());
    CHECK(steady_clock::now() - begun >= 1s);
    CHECK(one.writes() == 1);
  });
}

TEST_CASE("a pause that is longer than a call may take is kept all the same, whatever news there is") {
  with_answers({busy(300)}, [](writer& one) -> task<void> {
    const auto refused = co_await one.write();
    REQUIRE_FALSE(refused);
    // The queue waits as long, and so does whoever comes with news.
    CHECK(refused.error().retry_after == 5min);
    const auto news = co_await one.write();
    REQUIRE(news);
    CHECK(news->again_after.value_or(0ms) > 4min);
  });
}

TEST_CASE("a status write that met another one is made again, from what is true then") {
  const auto conflict = kit::answer(
      "409 Conflict",
      R"({"kind":"Status","code":409,"reason":"Conflict","message":"the object has been modified","details":{"name":"web"}})");
  with_answers({conflict, written}, [](writer& one) -> task<void> {
    const auto refused = co_await one.write();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::conflict);
    auto again = co_await one.write();
    REQUIRE(again);
    REQUIRE(again->again_after);
    co_await sleep_for(*again->again_after);
    CHECK(co_await one.write());
    CHECK(one.writes() == 1);
  });
}
