// SPDX-License-Identifier: Apache-2.0
// Two real agents with one device id, as when a card is copied: each has a podman and a disk of its own.
#include <string_view>

#include "events.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/agent.hpp"
#include "kit/deployments.hpp"
#include "kit/times.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

/// The second one. Its card was changed afterwards: it has a label more.
class copy {
 public:
  explicit copy(site& all) {
    podman_.import_image("localhost/web:1");
    agent_ = kit::start_agent({.device = all.device().text(),
                               .labels = {{"site", all.center().space()}, {"tier", "edge"}},
                               .nats = all.center().server().url(),
                               .podman_socket = podman_.socket(),
                               .folder = folder_.path()});
  }
  [[nodiscard]] std::size_t containers() { return podman_.containers().size(); }
  [[nodiscard]] std::string log() const { return agent_->log(); }

 private:
  kit::podman_service podman_{{.apart = true}};
  kit::temp_dir folder_;
  std::unique_ptr<kit::process> agent_;
};

/// Every agent says at once that it is there when NATS is back.
task<void> let_all_speak(site& all, const copy& other) {
  constexpr std::string_view connected = "info    connected to NATS";
  const auto times = [&] { return std::pair(kit::times(connected, all.agent().log()), kit::times(connected, other.log())); };
  const auto before = times();
  all.center().server().stop();
  all.center().server().start();
  REQUIRE(co_await all.becomes([&] { return times().first > before.first && times().second > before.second; }));
}

/// The second one reported last and is the one that is believed. Both speak until they are known to be two.
task<void> let_it_be_known(site& all, copy& other) {
  REQUIRE(co_await all.becomes([&] { return other.containers() == 1; }));
  // One, the other, and the one again: that is no restart.
  for (int turn = 0; turn < 3; ++turn) co_await let_all_speak(all, other);
  REQUIRE(co_await all.becomes([&] {
    return fleet::test::is_told(all.center(), "web", "Warning DuplicateDevice: Two agents report as device plc-17");
  }));
}

}  // namespace

TEST_CASE("two agents with one device id are named, and the counts do not follow whoever spoke last") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    const auto before = site::containers();
    copy other(all);
    co_await let_it_be_known(all, other);
    CHECK((co_await center.ask("/metrics")).body.contains("harmony_iot_devices_doubled 1"));
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 1); }));
    REQUIRE(co_await center.settles());
    std::vector<contracts::condition> conditions;
    CHECK(co_await center.deployments().status_is("web", [&](const contracts::deployment_status& now) {
      conditions = now.conditions;
      return true;
    }));

    // What happens to the container of the one that is not believed changes no count.
    const auto believed = (co_await all.reported()).value().boot_id;
    shared_podman().command({"kill", before.front().id});
    REQUIRE(co_await all.becomes(
        [&]() -> task<bool> { co_return (co_await all.reported()).value().deployments.front().restarts == 1; }));
    CHECK((co_await all.reported()).value().boot_id != believed);
    REQUIRE(co_await center.settles());
    CHECK(co_await all.is_complete("web", 1));
    // None of them went and came back meanwhile.
    CHECK(co_await center.deployments().status_is(
        "web", [&](const contracts::deployment_status& now) { return now.conditions == conditions; }));
    REQUIRE(site::containers().size() == 1);
    CHECK(site::containers().front().id == before.front().id);
  });
}

TEST_CASE("of two agents with one device id and labels of their own the one that is not believed changes no order") {
  with_site([](site& all) -> task<void> {
    auto& center = all.center();
    copy other(all);
    co_await let_it_be_known(all, other);
    auto edge = center.matching();
    edge.merge(kit::labels({{"tier", "edge"}}));
    co_await center.deployments().apply("edge", kit::spec(edge, "localhost/web:1"));
    REQUIRE(co_await all.becomes([&] { return site::containers().size() == 2 && other.containers() == 2; }));
    const fleet::test::device told(center.streams(), all.device().text());
    const auto before = (co_await told.told()).value();

    all.stop_agent();
    all.start_agent();
    REQUIRE(co_await all.becomes(
        [&]() -> task<bool> { co_return !(co_await all.stored(contracts::device_info_bucket)).contains("edge"); }));
    // Whoever is known after it is known in order.
    fleet::test::device later(center.streams(), "plc-99");
    co_await later.join(edge);
    REQUIRE(co_await all.becomes([&] { return later.is_told({"edge", "web"}); }));
    CHECK((co_await told.told())->revision == before.revision);
    CHECK((co_await center.ask("/metrics")).body.contains("harmony_iot_devices_doubled 1"));
    CHECK(site::containers().size() == 2);
    CHECK(other.containers() == 2);
  });
}
