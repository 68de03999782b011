// SPDX-License-Identifier: Apache-2.0
// NATS that has an earlier version of everything: a server that lost power has what it had synced.
#include <csignal>

#include "harmony/contracts/names.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

TEST_CASE(
    "NATS that comes back with an earlier version of everything is given the newer one, and the device does not go back") {
  with_idle_site([](site& all) -> task<void> {
    auto& server = all.center().server();
    // Its pause below is longer than a Lease may be.
    all.center().start_operator({"--no-leader-elect"});
    all.start_agent();
    co_await all.apply("web", 1);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 1); }));
    server.stop();
    server.keep_data();
    server.start();
    REQUIRE(co_await all.becomes([&] { return all.center().is_ready(); }));
    co_await all.apply("web", 2);
    co_await all.apply("other", 1);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 2); }));
    REQUIRE(co_await all.becomes([&] { return all.is_complete("other", 1); }));
    const auto before = site::containers();
    REQUIRE(before.size() == 2);

    // The device is the first to see it.
    all.center().running().signal(SIGSTOP);
    server.kill();
    server.go_back();
    server.start();
    REQUIRE(co_await all.becomes([&] { return all.agent().log().contains("written before the one that is obeyed"); }));
    CHECK_FALSE((co_await all.stored(contracts::desired_state_bucket)).contains("other"));
    CHECK(site::containers() == before);
    all.center().running().signal(SIGCONT);
    REQUIRE(co_await all.becomes(
        [&]() -> task<bool> { co_return (co_await all.stored(contracts::desired_state_bucket)).contains("other"); }));
    REQUIRE(co_await all.center().settles());
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 2); }));
    REQUIRE(co_await all.becomes([&] { return all.is_complete("other", 1); }));
    CHECK(site::containers() == before);
  });
}
