// SPDX-License-Identifier: Apache-2.0
// From the desired document to containers that run, change and go.
#include "field.hpp"
#include "harmony/contracts/digest.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/http/client.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

task<std::string> page(std::uint16_t port) {
  http::client browser(co_await asio::this_coro::executor, {.over = http::transport::tcp, .host = "127.0.0.1", .port = port});
  const auto answer = co_await browser.send({.target = "/"}, patience);
  co_return answer ? answer->body : answer.error().text();
}

}  // namespace

TEST_CASE("what the desired document names runs with what its score says, and an upgrade replaces it") {
  with_agent([](field& all) -> task<void> {
    constexpr std::uint16_t port = 8080;
    const auto first = kit::score({kit::service("main", "localhost/web:1", {"8080:80"})});
    REQUIRE(co_await all.runs("web", first));
    const auto before = field::containers();
    REQUIRE(before.size() == 1);
    CHECK(before.front().state == "running");
    CHECK(before.front().deployment == "plant/web");
    CHECK(before.front().revision == contracts::revision_of(first).text());
    CHECK(co_await all.becomes([&]() -> task<bool> { co_return co_await page(port) == "hello from 1\n"; }));

    const auto second = kit::score({kit::service("main", "localhost/web:2", {"8080:80"})});
    REQUIRE(co_await all.runs("web", second));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id != before.front().id);
    CHECK(after.front().revision == contracts::revision_of(second).text());
    CHECK(co_await all.becomes([&]() -> task<bool> { co_return co_await page(port) == "hello from 2\n"; }));
  });
}

TEST_CASE("a Deployment that left the document leaves the device, and the others are not touched") {
  with_agent([](field& all) -> task<void> {
    for (const int version : {1, 2}) co_await all.store(contracts::revision_of(web(version)), web(version));
    co_await all.order({all.entry("stays", web(1)), all.entry("web", web(2))});
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now && now->deployments.size() == 2 &&
          std::ranges::all_of(now->deployments, [](const auto& one) { return one.phase == phase::running; });
    }));
    const auto before = field::containers();
    REQUIRE(before.size() == 2);

    co_await all.order({all.entry("stays", web(1))});
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::running); }));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().deployment == "plant/stays");
    CHECK(std::ranges::contains(before, after.front().id, &container::id));

    co_await all.order({});
    REQUIRE(co_await all.becomes([&] { return all.reports_nothing(); }));
    CHECK(field::containers().empty());
  });
}

TEST_CASE("a container that is killed comes back, and the restart is counted") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    shared_podman().command({"kill", id});
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now->deployments.front().restarts == 1 && now->deployments.front().phase == phase::running;
    }));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().state == "running");
  });
}

TEST_CASE("an image that does not exist is a failure in podman's words, within the contract's bound") {
  with_agent([](field& all) -> task<void> {
    // Podman repeats the name: its words are longer than what is reported.
    const auto name = "localhost/" + std::string(200, 'x') + ":1";
    const auto score = kit::score({kit::service("main", name)});
    co_await all.store(contracts::revision_of(score), score);
    co_await all.order({all.entry("web", score)});
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::failed); }));
    const auto error = (co_await all.state())->deployments.front().last_error;
    CHECK(error.size() == contracts::max_error_length);
    CHECK(error.contains(name));
    CHECK(field::containers().empty());

    REQUIRE(co_await all.runs("web", web(1)));
    CHECK((co_await all.state())->deployments.front().last_error.empty());
  });
}
