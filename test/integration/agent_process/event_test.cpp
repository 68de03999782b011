// SPDX-License-Identifier: Apache-2.0
// What happens on the device reaches the stream that people read, once, also if it happened while nobody listened.
#include <map>

#include "field.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;

namespace {

const std::string stream_name(contracts::device_events_stream);

task<void> make_stream(field& all) {
  REQUIRE(
      co_await all.streams().ensure_stream({.name = stream_name, .subjects = {std::string(contracts::all_events)}}, patience));
}

/// What is in the stream for the device last.
task<std::optional<contracts::device_event>> last(field& all) {
  const auto stored = co_await all.streams().last_message(stream_name, contracts::event_subject(all.device()), patience);
  if (!stored) co_return std::nullopt;
  co_return contracts::decode_text<contracts::device_event>(stored->content.payload).value();
}

/// Whether so many events are kept in the end.
task<bool> has(field& all, std::uint64_t events) {
  co_return co_await all.becomes([&all, events]() -> task<bool> {
    const auto info = co_await all.streams().info(stream_name, patience);
    co_return info && info->messages == events;
  });
}

task<bool> is_told(field& all, contracts::severity severity, std::string words) {
  co_return co_await all.becomes([&all, severity, words]() -> task<bool> {
    const auto event = co_await last(all);
    co_return event && event->severity == severity && event->message.contains(words);
  });
}

}  // namespace

TEST_CASE("a Deployment's life is told event by event, from before there was a stream for it") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    co_await make_stream(all);
    const auto runs = "revision " + contracts::revision_of(web(1)).text().substr(0, 10) + " runs";
    REQUIRE(co_await is_told(all, contracts::severity::info, runs));
    CHECK((co_await last(all))->deployment == "plant/web");

    shared_podman().command({"kill", field::containers().front().id});
    REQUIRE(co_await has(all, 3));
    CHECK((co_await last(all))->message == runs);
    const auto missing = kit::score({kit::service("main", "localhost/missing:1")});
    co_await all.store(contracts::revision_of(missing), missing);
    co_await all.order({all.entry("web", missing)});
    REQUIRE(co_await is_told(all, contracts::severity::error, "localhost/missing:1"));

    co_await all.order({});
    REQUIRE(co_await is_told(all, contracts::severity::info, "removed"));
    // runs; ended, runs again; image missing; removed
    CHECK(co_await has(all, 5));
  });
}

TEST_CASE("what happened while the hub was away is told when it is back") {
  with_agent([](field& all) -> task<void> {
    co_await make_stream(all);
    REQUIRE(co_await all.runs("web", web(1)));
    REQUIRE(co_await is_told(all, contracts::severity::info, "runs"));
    all.server().stop();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("not connected to NATS"); }));
    shared_podman().command({"kill", field::containers().front().id});
    REQUIRE(co_await all.becomes([&] { return all.log().contains("starting what ended"); }));
    all.server().start();
    REQUIRE(co_await all.streams().over().wait_connected(patience));
    CHECK(co_await has(all, 3));
    CHECK((co_await last(all))->message.ends_with(" runs"));
  });
}
