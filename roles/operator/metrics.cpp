// SPDX-License-Identifier: Apache-2.0
#include "operator/metrics.hpp"

#include "harmony/http/metrics_text.hpp"

namespace harmony::fleet {

namespace {

void add_queues(http::metrics_text& page, const std::vector<queue_figures>& queues) {
  page.gauge("workqueue_depth", "Keys that are due.");
  for (const auto& one : queues) page.sample(one.depth, {{"name", one.name}, {"controller", one.name}});
  page.counter("workqueue_adds_total", "Keys that were added; a key that waits already is not.");
  for (const auto& one : queues) page.sample(one.counts.adds, {{"name", one.name}, {"controller", one.name}});
  page.counter("workqueue_retries_total", "Keys that were added again because their reconciliation failed.");
  for (const auto& one : queues) page.sample(one.counts.retries, {{"name", one.name}, {"controller", one.name}});
  page.histogram("workqueue_queue_duration_seconds", "How long keys waited that were due.");
  for (const auto& one : queues) page.sample(one.counts.waits, {{"name", one.name}, {"controller", one.name}});
  page.histogram("workqueue_work_duration_seconds", "How long the work on a key took.");
  for (const auto& one : queues) page.sample(one.counts.durations, {{"name", one.name}, {"controller", one.name}});
  page.counter("controller_runtime_reconcile_total", "Reconciliations by what came of them.");
  for (const auto& one : queues) {
    page.sample(one.counts.successes, {{"controller", one.name}, {"result", "success"}});
    page.sample(one.counts.errors, {{"controller", one.name}, {"result", "error"}});
    page.sample(one.counts.repeats, {{"controller", one.name}, {"result", "requeue_after"}});
  }
  page.counter("controller_runtime_reconcile_errors_total", "Reconciliations that failed.");
  for (const auto& one : queues) page.sample(one.counts.errors, {{"controller", one.name}});
  page.counter("controller_runtime_reconcile_panics_total", "Reconciliations that ended by an exception: bugs.");
  for (const auto& one : queues) page.sample(one.counts.exceptions, {{"controller", one.name}});
  page.gauge("controller_runtime_active_workers", "Reconciliations that run.");
  for (const auto& one : queues) page.sample(one.active, {{"controller", one.name}});
  page.gauge("controller_runtime_max_concurrent_reconciles", "How many may run.");
  for (const auto& one : queues) page.sample(one.most_active, {{"controller", one.name}});
  page.histogram("controller_runtime_reconcile_time_seconds", "How long reconciliations took.");
  for (const auto& one : queues) page.sample(one.counts.durations, {{"controller", one.name}});
}

void add_process(http::metrics_text& page, const process_figures& process) {
  page.counter("process_cpu_seconds_total", "Processor time, user and system.").sample(process.cpu_seconds);
  page.gauge("process_start_time_seconds", "When the process started, Unix time.").sample(process.start_seconds);
  page.gauge("process_resident_memory_bytes", "Memory in use.").sample(process.resident_bytes);
  page.gauge("process_virtual_memory_bytes", "Address space in use.").sample(process.virtual_bytes);
  page.gauge("process_open_fds", "Open file descriptors.").sample(process.open_files);
  page.gauge("process_max_fds", "The most that may be open.").sample(process.most_files);
}

}  // namespace

std::string metrics_page(const figures& now) {
  http::metrics_text page;
  add_queues(page, now.queues);
  page.counter("rest_client_requests_total", "Calls of the API server.");
  for (const auto& [call, count] : now.calls)
    page.sample(count, {{"code", call.code}, {"method", call.method}, {"host", now.host}});
  if (now.leads)
    page.gauge("leader_election_master_status", "Whether this replica leads.")
        .sample(*now.leads ? 1 : 0, {{"name", now.lease}});
  page.gauge("harmony_iot_build_info", "Which harmony-iot this is; always 1.")
      .sample(1, {{"version", now.version}, {"commit", now.commit}});
  page.gauge("harmony_iot_nats_connected", "Whether NATS is connected.").sample(now.nats_connected ? 1 : 0);
  page.gauge("harmony_iot_devices", "Devices that have reported who they are.").sample(now.devices);
  page.gauge("harmony_iot_devices_silent", "Devices without a heartbeat for three intervals.").sample(now.silent_devices);
  page.gauge("harmony_iot_devices_doubled", "Device ids that two agents report under.").sample(now.doubled_devices);
  page.gauge("harmony_iot_deployments", "Deployment resources.").sample(now.deployments);
  page.gauge("harmony_iot_deployments_missing",
             "Deployments that devices keep although the API server does not have them: their deletion was not seen.")
      .sample(now.missing_deployments);
  page.counter("harmony_iot_documents_written_total", "Desired documents written.").sample(now.documents_written);
  page.counter("harmony_iot_status_writes_total", "Statuses of Deployments written.").sample(now.status_writes);
  page.counter("harmony_iot_kubernetes_events_written_total", "Kubernetes Events created or counted up.")
      .sample(now.events_written);
  page.counter("harmony_iot_kubernetes_events_dropped_total", "Kubernetes Events that were too many or refused.")
      .sample(now.events_dropped);
  page.counter("harmony_iot_documents_ignored_total", "Documents that could not be read or were about another device.");
  for (const auto& [bucket, count] : now.documents_ignored) page.sample(count, {{"bucket", bucket}});
  add_process(page, now.process);
  return std::move(page).text();
}

}  // namespace harmony::fleet
