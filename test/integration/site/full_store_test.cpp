// SPDX-License-Identifier: Apache-2.0
// NATS that has no room, or takes no message of that size: whoever cannot write says so where people look, and writes by itself
// once there is room.
#include "events.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/deployments.hpp"
#include "kit/times.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

/// Stopped and started with these settings and its data; returns when operator and device are connected again.
task<void> restart_nats(site& all, kit::nats_server::options how) {
  const auto& link = all.center().streams().over();
  const auto lost_after = all.agent().log().size();
  all.center().server().stop();
  REQUIRE(co_await all.becomes([&]() -> task<bool> {
    co_return link.state() ==
            nats::connection_state::disconnected&& all.agent().log().substr(lost_after).contains("not connected to NATS") &&
        !(co_await all.center().ask("/readyz/nats")).ok();
  }));
  const auto back_after = all.agent().log().size();
  all.center().server().configure(std::move(how));
  all.center().server().start();
  REQUIRE(co_await all.becomes([&]() -> task<bool> {
    co_return link.state() ==
            nats::connection_state::connected&& all.agent().log().substr(back_after).contains("info    connected to NATS") &&
        (co_await all.center().ask("/readyz/nats")).ok();
  }));
}

constexpr auto ballast = "somebody-elses";

/// Until JetStream takes nothing more.
task<void> fill(site& all) {
  auto& streams = all.center().streams();
  REQUIRE(co_await streams.ensure_stream({.name = ballast, .subjects = {"ballast"}}, patience));
  const std::string much(32U << 10U, 'x');
  auto stored = co_await streams.publish({.subject = "ballast", .payload = much}, std::nullopt, patience);
  while (stored) stored = co_await streams.publish({.subject = "ballast", .payload = much}, std::nullopt, patience);
  REQUIRE(stored.error().code == errc::exhausted);
}

void ask_for_report(site& all) {
  REQUIRE(all.center().streams().over().publish({.subject = contracts::resync_subject(all.device())}));
}

/// Whether the agent's log says that it cannot report, with these words in the same line.
bool has_said(site& all, std::string_view words) {
  const auto log = all.agent().log();
  const auto line = log.rfind("cannot report");
  return line != std::string::npos && std::string_view(log).substr(line, log.find('\n', line) - line).contains(words);
}

}  // namespace

TEST_CASE(
    "JetStream without room is named by readiness, an Event and the agent's log, and everything is written once somebody makes "
    "some") {
  with_site([](site& all) -> task<void> {
    const auto before = site::containers();
    co_await restart_nats(all, {.jetstream = "max_file_store: 512KB"});
    co_await fill(all);
    // A score that is stored already: its document is what finds no room.
    co_await all.apply("again", 1);
    REQUIRE(co_await all.becomes([&] {
      return all.center().running().fails_ready("[-]writes failed: device plc-17: writing the desired document", "resource");
    }));
    CHECK(co_await all.becomes(
        [&] { return is_told(all.center(), "again", "Warning WriteRefused: writing the desired document"); }));
    co_await all.apply("more", 2);
    const auto subject = fmt::format("[-]writes failed: deployment {}/more: storing the score", all.center().space());
    REQUIRE(co_await all.becomes([&] { return all.center().running().fails_ready(subject, "resource"); }));
    CHECK(co_await all.center().running().fails_ready(subject, "make room in JetStream, or raise its limits"));
    CHECK(co_await all.becomes([&] { return is_told(all.center(), "more", "Warning WriteRefused: storing the score"); }));
    ask_for_report(all);
    CHECK(co_await all.becomes([&] { return has_said(all, "make room in JetStream, or raise its limits"); }));
    CHECK(co_await all.is_complete("web", 1));
    CHECK(site::containers() == before);

    // Room is made under the running server: no connection is lost, and nobody is told but by the next try.
    const auto connected = [&] {
      constexpr std::string_view words = "info    connected to NATS";
      return std::pair(kit::times(words, all.center().log()), kit::times(words, all.agent().log()));
    };
    const auto connections = connected();
    co_await all.delete_stream(ballast);
    CHECK(co_await all.becomes([&] { return all.is_complete("more", 2); }));
    CHECK(co_await all.becomes([&] { return all.is_complete("again", 1); }));
    CHECK(co_await all.is_complete("web", 1));
    CHECK(co_await all.becomes([&] { return all.center().is_ready(); }));
    const auto after = site::containers();
    REQUIRE(after.size() == 3);
    CHECK(after.back() == before.front());
    CHECK(connected() == connections);
  });
}

TEST_CASE("a message over NATS' max_payload is named by readiness, an Event and the agent's log, and sent once it may be") {
  with_idle_site([](site& all) -> task<void> {
    all.center().start_operator();
    std::map<std::string, std::string> long_labels;
    for (int number = 10; number < 40; ++number) long_labels["label-" + std::to_string(number)] = std::string(60, 'x');
    all.start_agent(long_labels);
    co_await all.apply("web", 1);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 1); }));
    const auto before = site::containers();
    const auto info = co_await all.stored(contracts::device_info_bucket);

    co_await restart_nats(all, {.configuration = "max_payload: 2048"});
    auto big = all.center().spec("localhost/web:2");
    big.score.data.services.front().args = std::vector<std::string>(4, std::string(1000, 'x'));
    co_await all.center().deployments().apply("big", big);
    const auto subject = fmt::format("[-]writes failed: deployment {}/big: storing the score", all.center().space());
    REQUIRE(co_await all.becomes(
        [&] { return all.center().running().fails_ready(subject, "is over the server's bound of 2048"); }));
    CHECK(co_await all.center().running().fails_ready(subject, "raise max_payload in the server's configuration"));
    CHECK(co_await all.becomes([&] { return is_told(all.center(), "big", "Warning WriteRefused: storing the score"); }));
    ask_for_report(all);
    CHECK(co_await all.becomes([&] { return has_said(all, "is over the server's bound of 2048"); }));
    CHECK(site::containers() == before);

    co_await restart_nats(all, {});
    CHECK(co_await all.becomes([&]() -> task<bool> { co_return co_await all.stored(contracts::device_info_bucket) != info; }));
    CHECK(co_await all.becomes([&]() -> task<bool> {
      co_return (co_await all.stored(contracts::desired_state_bucket)).contains(contracts::revision_of(big.score).text());
    }));
    CHECK(co_await all.becomes([&] { return all.center().is_ready(); }));
    CHECK(co_await all.is_complete("web", 1));
  });
}
