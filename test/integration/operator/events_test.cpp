// SPDX-License-Identifier: Apache-2.0
// What `kubectl describe iotd` shows at its end.
#include <algorithm>

#include "device.hpp"
#include "events.hpp"
#include "hub.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

task<bool> are_told(hub& all, std::string_view name, std::vector<std::string> lines) {
  co_return co_await told(all, name) == lines;
}

std::string shortened(const contracts::deployment_spec& spec) {
  return contracts::revision_of(spec.score).text().substr(0, 12);
}

}  // namespace

TEST_CASE("a Deployment's way is told in Events, and nothing twice after a restart") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await plc.join(all.matching());
    REQUIRE(co_await all.becomes([&] { return plc.is_told({}); }));
    const auto spec = all.spec("localhost/web:1");
    co_await all.deployments().apply("web", spec);
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    const auto accepted = "Normal Accepted: Revision " + shortened(spec) + " goes to 1 device.";
    REQUIRE(co_await all.becomes([&] { return are_told(all, "web", {accepted}); }));
    co_await plc.report(phase::failed, "no such image");
    const std::string failed = "Warning DevicesFailed: plc-1: no such image";
    REQUIRE(co_await all.becomes([&] { return are_told(all, "web", {accepted, failed}); }));
    co_await plc.report(phase::running);
    const auto complete = "Normal RolloutComplete: 1 of 1 devices run revision " + shortened(spec) + ".";
    REQUIRE(co_await all.becomes([&] { return are_told(all, "web", {accepted, complete, failed}); }));

    CHECK(all.stop_operator() == 0);
    all.start_operator();
    REQUIRE(co_await all.becomes([&] { return all.is_ready(); }));
    REQUIRE(co_await all.settles());
    CHECK(co_await are_told(all, "web", {accepted, complete, failed}));

    const auto upgraded = all.spec("localhost/web:2");
    co_await all.deployments().apply("web", upgraded);
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      co_return std::ranges::contains(co_await told(all, "web"), "Normal NewRevision: Revision " + shortened(upgraded) +
                                                                     " goes to 1 device, after " + shortened(spec) + ".");
    }));
    co_await all.deployments().remove("web");
    CHECK(co_await all.becomes([&]() -> task<bool> {
      co_return std::ranges::contains(co_await told(all, "web"), "Normal Released: No device is told to run it any more.");
    }));
  });
}

TEST_CASE("a device that fails again within minutes counts up one Event") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await plc.join(all.matching());
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    for (int times = 1; times <= 2; ++times) {
      co_await plc.report(phase::failed, "no such image");
      REQUIRE(co_await all.becomes(
          [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.failed == 1; }); }));
      co_await plc.report(phase::pending);
      REQUIRE(co_await all.becomes(
          [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.failed == 0; }); }));
    }
    CHECK(co_await all.becomes([&]() -> task<bool> {
      co_return std::ranges::contains(co_await told(all, "web"), "Warning DevicesFailed: plc-1: no such image (2 times)");
    }));
  });
}

TEST_CASE("a device that more Deployments select than it can have gets as many, and the next when one of them goes") {
  with_operator([](hub& all) -> task<void> {
    const auto spec = all.spec("localhost/web:1");
    std::vector<std::string> names;
    for (std::size_t number = 0; number <= contracts::max_deployments_a_device; ++number)
      names.push_back("d-" + std::to_string(10 + number));
    for (const auto& name : names) co_await all.deployments().apply(name, spec);
    REQUIRE(co_await all.settles());
    device plc(all.streams(), "plc-1");
    co_await plc.join(all.matching());
    const auto last = names.back();
    names.pop_back();
    REQUIRE(co_await all.becomes([&] { return plc.is_told(names); }));
    CHECK(co_await all.becomes([&]() -> task<bool> {
      co_return std::ranges::contains(
          co_await told(all, last),
          "Warning DeviceFull: Device plc-1 has 64 deployments, as many as it can have: this one waits for a place.");
    }));
    co_await all.deployments().remove(names.front());
    names.erase(names.begin());
    names.push_back(last);
    CHECK(co_await all.becomes([&] { return plc.is_told(names); }));
    CHECK(co_await all.becomes([&] { return all.deployments().gone("d-10"); }));
  });
}

TEST_CASE("two agents with one device id are told to the Deployments that the device matches, and counted") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    for (const auto* boot : {"one", "two", "one"}) plc.beat(boot);
    CHECK(co_await all.becomes([&]() -> task<bool> {
      co_return std::ranges::contains(
          co_await told(all, "web"),
          "Warning DuplicateDevice: Two agents report as device plc-1: give each a device_id of its own.");
    }));
    CHECK((co_await all.ask("/metrics")).body.contains("\nharmony_iot_devices_doubled 1\n"));
  });
}
