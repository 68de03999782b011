// SPDX-License-Identifier: Apache-2.0
// A bad minute, as long as minutes are: NATS hangs, alone or while the API server is down and podman is gone, and every program
// has its own settings. Other tests pass over such an outage with settings that make it short.
#include <algorithm>
#include <array>
#include <csignal>

#include "kit/cluster.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

/// How long it lasts is what is tested: longer than the Lease, than the operator's pings, its watches' and the agent's own
/// retries; shorter than the agent's pings. Nothing that could be awaited says when it is over.
constexpr auto minute = 60s;

task<void> pass_until(steady_clock::time_point over) {
  co_await sleep_for(std::chrono::ceil<std::chrono::milliseconds>(over - steady_clock::now()));
}

void begin_outage(site& all) {
  all.center().server().process().signal(SIGSTOP);
  kit::shared_server().stop();
  shared_podman().stop();
}

void end_outage(site& all) {
  shared_podman().start();
  kit::shared_server().start();
  all.center().server().process().signal(SIGCONT);
}

/// Without its Lease a leader ends within the minute, and Kubernetes starts it again while nothing is there yet.
task<std::string> live_through(site& all) {
  auto& center = all.center();
  const auto over = steady_clock::now() + minute;
  REQUIRE(co_await all.becomes([&] { return center.log().contains("the lease was not renewed within"); }));
  CHECK(center.running().ended() == 1);
  auto said = center.log();
  center.start_operator();
  co_await pass_until(over);
  co_return said;
}

}  // namespace

TEST_CASE("after a minute without NATS, API server and podman everything is as asked, and no container was touched") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    REQUIRE(co_await all.becomes([&] { return center.running().leads(); }));
    const auto before = site::containers();
    co_await all.apply("just-before", 1);
    begin_outage(all);
    const auto first = co_await live_through(all);
    CHECK(all.agent().running());
    end_outage(all);
    co_await all.apply("right-after", 2);

    for (const auto& [name, version] : {std::pair("just-before", 1), std::pair("right-after", 2), std::pair("web", 1)})
      CHECK(co_await all.becomes([&] { return all.is_complete(name, version); }));
    CHECK(co_await all.becomes([&] { return center.is_ready(); }));
    const auto after = site::containers();
    REQUIRE(after.size() == 3);
    CHECK(after.back() == before.front());
    const auto state = (co_await all.reported()).value();
    REQUIRE(state.deployments.size() == 3);
    for (const auto& one : state.deployments) {
      CHECK(one.restarts == 0);
      CHECK(one.last_error.empty());
    }
    for (const auto& said : {first, center.log()}) CHECK_FALSE(said.contains("two agents have one device id"));
  });
}

TEST_CASE("a minute in which NATS hangs costs neither the operator its lead nor a device more than what happened to it") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    REQUIRE(co_await all.becomes([&] { return center.running().leads(); }));
    co_await all.apply("kept", 2);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("kept", 2); }));
    const auto before = site::containers();
    REQUIRE(before.size() == 2);
    const auto kept = before.front();
    const auto web = before.back();

    center.server().process().signal(SIGSTOP);
    const auto over = steady_clock::now() + minute;
    co_await all.apply("more", 1);
    shared_podman().command({"kill", web.id});
    // The device needs nobody for it.
    REQUIRE(co_await all.becomes([&] {
      const auto now = site::containers();
      return now.size() == 2 && now.back().state == "running" && now.back().started != web.started;
    }));
    // The operator's second ping comes after 40 s, the agent's after four minutes.
    REQUIRE(co_await all.becomes([&] { return center.running().fails_ready("[-]nats failed", ""); }));
    co_await pass_until(over);
    CHECK(site::containers().size() == 2);
    center.server().process().signal(SIGCONT);

    for (const auto& [name, version] : {std::pair("kept", 2), std::pair("more", 1), std::pair("web", 1)})
      REQUIRE(co_await all.becomes([&] { return all.is_complete(name, version); }));
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      co_return std::ranges::equal((co_await all.reported()).value().deployments, std::array{0, 0, 1}, {},
                                   &contracts::deployment_state::restarts);
    }));
    const auto after = site::containers();
    REQUIRE(after.size() == 3);
    CHECK(after[0] == kept);
    CHECK(after[2].id == web.id);
    // It is the same process, which has led all the time: it ends when it does not.
    CHECK(co_await all.becomes([&] { return center.is_ready(); }));
    CHECK_FALSE(center.log().contains("the lease was not renewed"));
    CHECK(
        (co_await center.ask("/metrics")).body.contains("\nleader_election_master_status{name=\"harmony-iot-operator\"} 1\n"));
    CHECK(all.agent().running());
  });
}
