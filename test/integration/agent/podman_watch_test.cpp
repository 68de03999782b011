// SPDX-License-Identifier: Apache-2.0
// How the agent hears that a container of its own changed.
#include <algorithm>
#include <vector>

#include "runtime_fixture.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

/// What a watch called, in order.
struct heard {
  std::vector<deployment_key> changes;
  int interruptions = 0;
  [[nodiscard]] bool of(const deployment_key& key) const { return std::ranges::contains(changes, key); }
};

/// Runs `body` beside a watch.
template <class Body>
void with_watch(const kit::podman_service& on, Body body) {
  with_runtime(on, [&](podman_runtime& runtime) -> task<void> {
    heard news;
    task_group watching(co_await asio::this_coro::executor);
    watching.spawn(
        "watch", runtime.watch([&](const deployment_key& key) { news.changes.push_back(key); }, [&] { ++news.interruptions; }));
    std::exception_ptr thrown;
    try {
      co_await body(runtime, news);
    } catch (...) {
      thrown = std::current_exception();
    }
    watching.cancel();
    co_await watching.join();
    if (thrown) std::rethrow_exception(thrown);
  });
}

/// Awaits that the watch said it may have missed something for the `times`-th time.
task<bool> interrupted(const heard& news, int times) {
  return kit::eventually(patience, [&news, times] { return news.interruptions == times; });
}

task<bool> changed(const heard& news, const deployment_key& key) {
  return kit::eventually(patience, [&news, key] { return news.of(key); });
}

}  // namespace

TEST_CASE("a watch names the Deployment of each container that starts, ends or is removed, and of nobody else's") {
  podman_with_image podman;
  with_watch(podman.service, [&](podman_runtime& runtime, heard& news) -> task<void> {
    CHECK(co_await interrupted(news, 1));
    podman.service.command({"run", "--detach", "--name", "foreign", web_image});

    const auto web = identity_of("default/web", "nginx");
    const auto id = co_await run(runtime, web, agent::test::service("nginx"));
    const auto other = co_await run(runtime, identity_of("default/other", "nginx"), agent::test::service("nginx"));
    CHECK(co_await changed(news, web.deployment));
    CHECK(co_await changed(news, "default/other"));

    news.changes.clear();
    podman.service.command({"kill", id});
    CHECK(co_await changed(news, web.deployment));
    CHECK_FALSE(news.of("default/other"));

    news.changes.clear();
    podman.service.command({"rm", id});
    CHECK(co_await changed(news, web.deployment));

    podman.service.command({"kill", "foreign"});
    news.changes.clear();
    CHECK(co_await runtime.remove(other));
    CHECK(co_await changed(news, "default/other"));
    CHECK(std::ranges::all_of(news.changes, [](const auto& key) { return key == "default/other"; }));
    CHECK(news.interruptions == 1);
  });
}

TEST_CASE("after podman was away a watch says that something may have been missed, and goes on") {
  podman_with_image podman;
  with_watch(podman.service, [&](podman_runtime& runtime, heard& news) -> task<void> {
    const auto web = identity_of("default/web", "nginx");
    CHECK(co_await interrupted(news, 1));
    const auto id = co_await run(runtime, web, agent::test::service("nginx"));

    podman.service.stop();
    podman.service.start();
    CHECK(co_await interrupted(news, 2));
    podman.service.kill();
    podman.service.start();
    CHECK(co_await interrupted(news, 3));

    news.changes.clear();
    podman.service.command({"kill", id});
    CHECK(co_await changed(news, web.deployment));
    const auto left = co_await runtime.list();
    REQUIRE(left);
    REQUIRE(left->size() == 1);
    CHECK(left->front().is == web);
    CHECK_FALSE(left->front().running);
  });
}

TEST_CASE("a watch may begin before podman does") {
  podman_with_image podman;
  podman.service.stop();
  with_watch(podman.service, [&](podman_runtime& runtime, heard& news) -> task<void> {
    CHECK((co_await runtime.list()).error().code == errc::unavailable);
    podman.service.start();
    CHECK(co_await interrupted(news, 1));
    const auto web = identity_of("default/web", "nginx");
    co_await run(runtime, web, agent::test::service("nginx"));
    CHECK(co_await changed(news, web.deployment));
  });
}
