// SPDX-License-Identifier: Apache-2.0
// Two real agents with one device id, as when a card is copied: each has a podman and a disk of its own.
#include <string_view>

#include "events.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/agent.hpp"
#include "kit/times.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

/// Every agent says at once that it is there when NATS is back.
task<void> let_all_speak(site& all, const kit::process& one, const kit::process& other) {
  constexpr std::string_view connected = "info    connected to NATS";
  const auto times = [&] { return std::pair(kit::times(connected, one.log()), kit::times(connected, other.log())); };
  const auto before = times();
  all.center().server().stop();
  all.center().server().start();
  REQUIRE(co_await all.becomes([&] { return times().first > before.first && times().second > before.second; }));
}

}  // namespace

TEST_CASE("two agents with one device id are named, and the counts do not follow whoever spoke last") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    const auto before = site::containers();
    kit::podman_service elsewhere({.apart = true});
    elsewhere.import_image("localhost/web:1");
    const kit::temp_dir folder;
    const auto copy = kit::start_agent({.device = all.device().text(),
                                        .labels = {{"site", center.space()}},
                                        .nats = center.server().url(),
                                        .podman_socket = elsewhere.socket(),
                                        .folder = folder.path()});
    REQUIRE(co_await all.becomes([&] { return elsewhere.containers().size() == 1; }));
    const auto told = [&] {
      return fleet::test::is_told(center, "web", "Warning DuplicateDevice: Two agents report as device plc-17");
    };
    // One, the other, and the one again: that is no restart.
    for (int turn = 0; turn < 3; ++turn) co_await let_all_speak(all, all.agent(), *copy);
    REQUIRE(co_await all.becomes(told));
    CHECK((co_await center.ask("/metrics")).body.contains("harmony_iot_devices_doubled 1"));
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 1); }));
    REQUIRE(co_await center.settles());
    std::vector<contracts::condition> conditions;
    CHECK(co_await center.deployments().status_is("web", [&](const contracts::deployment_status& now) {
      conditions = now.conditions;
      return true;
    }));

    // The copy reported last, and is the one that is believed: what happens to the other's container changes no count.
    const auto reported = [&]() -> task<contracts::device_state> {
      co_return contracts::decode_text<contracts::device_state>(co_await all.stored(contracts::device_state_bucket)).value();
    };
    const auto believed = (co_await reported()).boot_id;
    shared_podman().command({"kill", before.front().id});
    REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return (co_await reported()).deployments.front().restarts == 1; }));
    CHECK((co_await reported()).boot_id != believed);
    REQUIRE(co_await center.settles());
    CHECK(co_await all.is_complete("web", 1));
    // None of them went and came back meanwhile.
    CHECK(co_await center.deployments().status_is(
        "web", [&](const contracts::deployment_status& now) { return now.conditions == conditions; }));
    REQUIRE(site::containers().size() == 1);
    CHECK(site::containers().front().id == before.front().id);
  });
}
