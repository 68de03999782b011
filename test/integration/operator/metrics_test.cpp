// SPDX-License-Identifier: Apache-2.0
// What Prometheus reads from an operator.
#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

task<bool> says(hub& all, std::string line) { co_return (co_await all.ask("/metrics")).body.contains("\n" + line + "\n"); }

}  // namespace

TEST_CASE("an operator's metrics count what it did, and no label names a device or a Deployment") {
  with_operator([](hub& all) -> task<void> {
    CHECK(co_await all.becomes([&] { return says(all, "leader_election_master_status{name=\"harmony-iot-operator\"} 1"); }));
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    device plc(all.streams(), "plc-1");
    co_await plc.join(all.matching());
    nats::bucket infos(all.streams(), std::string(contracts::device_info_bucket));
    REQUIRE(co_await infos.put("plc-2", "no document", patience));
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    for (const auto* line : {"harmony_iot_devices 1", "harmony_iot_deployments 1", "harmony_iot_nats_connected 1",
                             "harmony_iot_documents_ignored_total{bucket=\"device-info\"} 1",
                             "workqueue_depth{name=\"device\",controller=\"device\"} 0",
                             "controller_runtime_reconcile_errors_total{controller=\"device\"} 0"}) {
      CAPTURE(line);
      CHECK(co_await all.becomes([&] { return says(all, line); }));
    }
    const auto page = co_await all.ask("/metrics");
    CHECK(page.header_value("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
    CHECK_FALSE(page.body.contains("harmony_iot_documents_written_total 0"));
    CHECK_FALSE(page.body.contains("plc-1"));
    CHECK_FALSE(page.body.contains(all.space()));
  });
}
