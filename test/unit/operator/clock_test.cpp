// SPDX-License-Identifier: Apache-2.0
// Clocks that are set, the operator's and the devices': what is measured goes on, what is shown is the operator's.
#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"
#include "kit/log_capture.hpp"
#include "operator/fleet.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

const steady_clock::time_point start{1000s};
const wall_clock::time_point noon = wall_clock::from_time_t(1'795'521'600);
constexpr auto a_year = 365 * 24h;
const kube::object_key web{"default", "web"};

nats::watch_event kv(std::string_view key, std::string value) {
  auto entry = std::make_shared<nats::entry>(nats::entry{.key = std::string(key), .revision = 1, .value = std::move(value)});
  return sync::applied<std::string, nats::entry>{std::string(key), std::move(entry)};
}

contracts::timestamp stamp(wall_clock::time_point at) {
  contracts::timestamp one;
  one.at = at;
  return one;
}

/// One device that matches one Deployment.
fleet::fleet with_a_device() {
  fleet::fleet known;
  known.on_info(
      kv("a", contracts::encode_text(contracts::device_info{.device = device("a"), .labels = labels({{"site", "lyon"}})})),
      start);
  known.accept({.key = web, .uid = "uid-web", .generation = 1, .revision = revision('a'), .score = "{}"},
               selector({{"site", "lyon"}}));
  return known;
}

}  // namespace

TEST_CASE("an operator's clock that is set by a year makes no device silent, and a silent one is not heard by it") {
  const kit::log_capture quiet;
  for (const auto jump : {a_year, -a_year}) {
    auto known = with_a_device();
    known.on_heartbeat(device("a"), {}, {.measured = start, .shown = noon});
    known.on_heartbeat(device("a"), {}, {.measured = start + 30s, .shown = noon + jump});
    CHECK(known.next_silence() == start + 120s);
    CHECK(known.on_silence(start + 119s).statuses.empty());
    CHECK(known.status_of(web)->counts.unreachable == 0);
    CHECK(known.on_silence(start + 120s).statuses == std::set{web});
    CHECK(known.status_of(web)->counts.unreachable == 1);
    CHECK(known.status_of(web)->counts.last_heartbeat_at->at == noon + jump);
  }
}

TEST_CASE("what a device says counts when the operator hears it, whatever the device's clock says") {
  for (const auto theirs : {wall_clock::time_point{}, noon - a_year, noon + a_year}) {
    auto known = with_a_device();
    auto failed = state("a", {reported("uid-web", 'a', contracts::phase::failed)});
    failed.deployments.front().last_error = "no such image";
    failed.deployments.front().since = stamp(theirs);
    failed.at = stamp(theirs);
    known.on_state(kv("a", contracts::encode_text(failed)), {.measured = start, .shown = noon});
    known.on_heartbeat(device("a"), {.at = stamp(theirs)}, {.measured = start, .shown = noon});
    known.on_event(device("a"), {.at = stamp(theirs), .message = "hello", .deployment = "default/web"}, noon);
    const auto counts = known.status_of(web)->counts;
    CHECK(counts.failed == 1);
    CHECK(counts.unreachable == 0);
    REQUIRE(counts.last_error);
    CHECK(counts.last_error->at.at == noon);
    CHECK(counts.last_heartbeat_at->at == noon);
    REQUIRE(counts.recent_events.size() == 1);
    CHECK(counts.recent_events.front().at.at == noon);

    // Set right meanwhile: a later report counts, with an earlier time.
    auto runs = state("a", {reported("uid-web", 'a', contracts::phase::running)});
    runs.at = stamp(theirs - a_year);
    known.on_state(kv("a", contracts::encode_text(runs)), {.measured = start + 1s, .shown = noon + 1s});
    CHECK(known.status_of(web)->counts.succeeded == 1);
  }
}
