// SPDX-License-Identifier: Apache-2.0
#include "operator/metrics.hpp"

#include <catch2/catch_test_macros.hpp>

#include <set>
#include <sstream>

using namespace harmony;
using fleet::metrics_page;

TEST_CASE("the page has the names that dashboards know, and ours") {
  fleet::queue_figures devices{.name = "device", .depth = 2, .active = 1, .most_active = 256, .counts = {}};
  devices.counts.adds = 7;
  devices.counts.successes = 4;
  devices.counts.errors = 1;
  devices.counts.repeats = 3;
  devices.counts.retries = 1;
  devices.counts.exceptions = 0;
  devices.counts.durations.observe(0.001);
  devices.counts.waits.observe(0.2);
  const auto page = metrics_page({.queues = {devices},
                                  .leads = true,
                                  .lease = "harmony-iot-operator",
                                  .nats_connected = true,
                                  .devices = 10,
                                  .silent_devices = 1,
                                  .deployments = 3,
                                  .missing_deployments = 4,
                                  .documents_written = 12,
                                  .status_writes = 5,
                                  .events_written = 6,
                                  .events_dropped = 0,
                                  .documents_ignored = {{"device-info", 2}},
                                  .calls = {{{.method = "PATCH", .code = "200"}, 9}},
                                  .host = "https://api:6443",
                                  .process = {.resident_bytes = 4096},
                                  .version = "0.1.0",
                                  .commit = "abc"});
  for (const auto* line : {"workqueue_depth{name=\"device\",controller=\"device\"} 2\n",
                           "workqueue_adds_total{name=\"device\",controller=\"device\"} 7\n",
                           "workqueue_retries_total{name=\"device\",controller=\"device\"} 1\n",
                           "controller_runtime_reconcile_total{controller=\"device\",result=\"success\"} 4\n",
                           "controller_runtime_reconcile_total{controller=\"device\",result=\"error\"} 1\n",
                           "controller_runtime_reconcile_total{controller=\"device\",result=\"requeue_after\"} 3\n",
                           "controller_runtime_reconcile_errors_total{controller=\"device\"} 1\n",
                           "controller_runtime_active_workers{controller=\"device\"} 1\n",
                           "controller_runtime_reconcile_time_seconds_bucket{controller=\"device\",le=\"0.005\"} 1\n",
                           "controller_runtime_reconcile_time_seconds_count{controller=\"device\"} 1\n",
                           "controller_runtime_max_concurrent_reconciles{controller=\"device\"} 256\n",
                           "workqueue_queue_duration_seconds_bucket{name=\"device\",controller=\"device\",le=\"0.15\"} 0\n",
                           "workqueue_queue_duration_seconds_bucket{name=\"device\",controller=\"device\",le=\"0.2\"} 1\n",
                           "workqueue_work_duration_seconds_count{name=\"device\",controller=\"device\"} 1\n",
                           "rest_client_requests_total{code=\"200\",method=\"PATCH\",host=\"https://api:6443\"} 9\n",
                           "leader_election_master_status{name=\"harmony-iot-operator\"} 1\n",
                           "harmony_iot_build_info{version=\"0.1.0\",commit=\"abc\"} 1\n",
                           "harmony_iot_nats_connected 1\n",
                           "harmony_iot_devices 10\n",
                           "harmony_iot_devices_silent 1\n",
                           "harmony_iot_deployments 3\n",
                           "harmony_iot_deployments_missing 4\n",
                           "harmony_iot_documents_written_total 12\n",
                           "harmony_iot_status_writes_total 5\n",
                           "harmony_iot_kubernetes_events_written_total 6\n",
                           "harmony_iot_documents_ignored_total{bucket=\"device-info\"} 2\n",
                           "process_resident_memory_bytes 4096\n"}) {
    CAPTURE(line);
    CHECK(page.contains(line));
  }
}

TEST_CASE("without an election nothing is said about leading") { CHECK_FALSE(metrics_page({}).contains("leader_election")); }

TEST_CASE("each metric is described once") {
  std::set<std::string> names;
  std::istringstream lines(metrics_page({.leads = false}));
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("# TYPE ")) CHECK(names.insert(line.substr(7, line.rfind(' ') - 7)).second);
  CHECK(names.size() > 20);
}
