// SPDX-License-Identifier: Apache-2.0
// From what devices report to what a person sees on the resource.
#include "device.hpp"
#include "hub.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

bool counts(const contracts::deployment_status& status, contracts::aggregate expected) {
  auto seen = status.aggregate;
  seen.last_error.reset();
  seen.last_heartbeat_at.reset();
  return seen == expected;
}

}  // namespace

TEST_CASE("what devices report becomes counts, the last error and conditions") {
  with_operator([](hub& all) -> task<void> {
    const auto spec = all.spec("localhost/web:1");
    const auto resource = co_await all.deployments().apply("web", spec);
    device running(all.streams(), "plc-1");
    device failing(all.streams(), "plc-2");
    device silent(all.streams(), "plc-3");
    for (auto* one : {&running, &failing, &silent}) co_await one->join(all.matching());
    for (auto* one : {&running, &failing, &silent}) REQUIRE(co_await all.becomes([&] { return one->is_told({"web"}); }));
    co_await running.report(phase::running);
    co_await failing.report(phase::failed, "no such image");
    REQUIRE(co_await all.becomes([&] {
      return all.deployments().status_is("web", [](const auto& now) {
        return counts(now, {.matched = 3, .updated = 2, .succeeded = 1, .failed = 1, .pending = 1, .last_error = {}});
      });
    }));
    auto status = co_await all.deployments().status("web");
    CHECK(status.observed_generation == resource.generation);
    CHECK(status.update_revision == contracts::revision_of(spec.score));
    CHECK_FALSE(status.current_revision);
    CHECK(status.observed_score_string == contracts::encode_text(spec.score));
    REQUIRE(status.aggregate.last_error);
    CHECK(status.aggregate.last_error->device_id == failing.id());
    CHECK(status.aggregate.last_error->message == "no such image");
    CHECK(shown(status, "Ready") == "False RollingOut");
    CHECK(shown(status, "Reconciling") == "True RollingOut");
    CHECK(shown(status, "SelectorMatched") == "True DevicesMatched");

    for (auto* one : {&failing, &silent}) co_await one->report(phase::running);
    REQUIRE(co_await all.becomes([&] {
      return all.deployments().status_is(
          "web", [](const auto& now) { return counts(now, {.matched = 3, .updated = 3, .succeeded = 3, .last_error = {}}); });
    }));
    status = co_await all.deployments().status("web");
    CHECK(status.current_revision == status.update_revision);
    CHECK_FALSE(status.aggregate.last_error);
    CHECK(shown(status, "Ready") == "True RolloutComplete");
    CHECK(shown(status, "Reconciling") == "False RolloutComplete");
  });
}

TEST_CASE("after an upgrade a device is pending until it reports the new revision") {
  with_operator([](hub& all) -> task<void> {
    const auto first = contracts::revision_of(all.spec("localhost/web:1").score);
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    const auto before = (co_await plc.told())->document.deployments;
    co_await plc.report(phase::running);
    REQUIRE(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [&](const auto& now) { return now.current_revision == first; }); }));

    co_await all.deployments().apply("web", all.spec("localhost/web:2"));
    REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return (co_await plc.told())->document.deployments != before; }));
    REQUIRE(co_await all.becomes([&] {
      return all.deployments().status_is(
          "web", [](const auto& now) { return now.observed_generation == 2 && counts(now, {.matched = 1, .pending = 1}); });
    }));
    const auto status = co_await all.deployments().status("web");
    CHECK(status.current_revision == first);
    CHECK(status.update_revision == contracts::revision_of(all.spec("localhost/web:2").score));
    co_await plc.report(phase::running);
    CHECK(co_await all.becomes([&] {
      return all.deployments().status_is(
          "web", [](const auto& now) { return now.current_revision == now.update_revision && now.aggregate.succeeded == 1; });
    }));
  });
}

TEST_CASE("what a device has to tell of a Deployment reaches its status, with the time of its last heartbeat") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    device plc(all.streams(), "plc-1");
    device stranger(all.streams(), "plc-2");
    co_await plc.join(all.matching());
    co_await stranger.join({});
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    plc.beat();
    co_await stranger.tell(contracts::severity::error, "not its business", all.space() + "/web");
    co_await plc.tell(contracts::severity::info, "pulling", all.space() + "/web");
    co_await plc.tell(contracts::severity::warning, "ended with exit code 1", all.space() + "/web");
    REQUIRE(co_await all.becomes([&] {
      return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.recent_events.size() == 2; });
    }));
    const auto status = co_await all.deployments().status("web");
    CHECK(status.aggregate.recent_events[0].message == "ended with exit code 1");
    CHECK(status.aggregate.recent_events[0].severity == contracts::severity::warning);
    CHECK(status.aggregate.recent_events[0].device_id == plc.id());
    CHECK(status.aggregate.recent_events[1].message == "pulling");
    CHECK(status.aggregate.last_heartbeat_at);
  });
}

TEST_CASE("a status that somebody else wrote is put right") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    co_await plc.report(phase::running);
    REQUIRE(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.succeeded == 1; }); }));
    const auto right = co_await all.deployments().status("web");
    auto wrong = right;
    wrong.aggregate = {.matched = 9, .failed = 9, .last_error = {}};
    wrong.conditions.front().reason = "Nonsense";
    co_await all.deployments().overwrite_status("web", wrong);
    CHECK(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [&](const auto& now) { return now == right; }); }));
  });
}

TEST_CASE("a Deployment that selects nobody says so, and is told when somebody comes") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    const auto selector_is = [&](std::string expected) {
      return all.deployments().status_is("web",
                                         [expected](const auto& now) { return shown(now, "SelectorMatched") == expected; });
    };
    CHECK(co_await all.becomes([&] { return selector_is("False NoMatchingDevices"); }));
    device plc(all.streams(), "plc-1");
    co_await plc.join(all.matching());
    CHECK(co_await all.becomes([&] { return selector_is("True DevicesMatched"); }));
    co_await plc.join({});
    CHECK(co_await all.becomes([&] { return selector_is("False NoMatchingDevices"); }));
  });
}
