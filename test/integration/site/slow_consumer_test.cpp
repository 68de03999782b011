// SPDX-License-Identifier: Apache-2.0
// A client that does not read: the server cuts it off as a slow consumer, and what was on its way to it is lost.
#include <csignal>

#include "harmony/contracts/names.hpp"
#include "kit/times.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

/// The server gives up a client that does not take this much, or nothing for a second.
const kit::nats_server::options impatient{.configuration = "write_deadline: \"1s\"\nmax_pending: 2MB"};

std::size_t cut_off(site& all) { return kit::times("Slow Consumer", all.center().server().log()); }

/// Sends to the subject, to which only a process that is stopped listens, until the server gives that up.
task<void> flood(site& all, std::string subject) {
  const auto before = cut_off(all);
  const std::string much(64U << 10U, 'x');
  REQUIRE(co_await all.becomes([&] {
    (void)all.center().streams().over().publish({.subject = subject, .payload = much});
    return cut_off(all) > before;
  }));
}

}  // namespace

TEST_CASE("an operator that does not read is cut off, and then reads what it missed") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    center.server().stop();
    center.server().configure(impatient);
    center.server().start();
    // The Lease must not run out meanwhile: that would be another story.
    CHECK(center.stop_operator() == 0);
    center.start_operator({"--no-leader-elect"});
    REQUIRE(co_await all.becomes([&] { return center.is_ready(); }));
    const auto before = site::containers();

    center.running().signal(SIGSTOP);
    fleet::test::device other(center.streams(), "plc-18");
    REQUIRE(co_await center.streams().over().wait_connected(patience));
    co_await other.join(center.matching());
    co_await flood(all, contracts::heartbeat_subject(other.id()));
    co_await all.apply("more", 2);
    center.running().signal(SIGCONT);
    REQUIRE(co_await all.becomes([&] { return other.is_told({"more", "web"}); }));
    co_await other.report(contracts::phase::running);
    for (const auto& [name, version] : {std::pair("web", 1), std::pair("more", 2)})
      REQUIRE(co_await all.becomes([&] { return all.is_complete(name, version, 2); }));
    const auto after = site::containers();
    REQUIRE(after.size() == 2);
    CHECK(after.back() == before.front());
  });
}

TEST_CASE("an agent that does not read is cut off, and then reads what it missed") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    center.server().stop();
    center.server().configure(impatient);
    center.server().start();
    REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return (co_await center.ask("/readyz/nats")).ok(); }));
    all.stop_agent();
    all.start_agent();
    // Read from the hub: by then the server knows what it listens to.
    REQUIRE(co_await all.becomes([&] { return all.agent().log().contains("info    desired document deployments=1"); }));

    all.agent().signal(SIGSTOP);
    co_await flood(all, contracts::resync_subject(all.device()));
    co_await all.apply("web", 2);
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto revision = contracts::revision_of(center.spec("localhost/web:2").score);
      co_return (co_await all.stored(contracts::desired_state_bucket)).contains(revision.text());
    }));
    all.agent().signal(SIGCONT);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 2); }));
    CHECK(site::containers().size() == 1);
  });
}
