// SPDX-License-Identifier: Apache-2.0
#include "operator/operator.hpp"

#include <utility>

#include "harmony/base/log.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/http/server.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/watcher.hpp"
#include "harmony/nats/connection.hpp"
#include "harmony/nats/until_stopped.hpp"
#include "harmony/nats/watcher.hpp"
#include "operator/assets.hpp"
#include "operator/health.hpp"
#include "operator/reconcilers.hpp"

namespace harmony::fleet {

namespace {

const kube::resource& deployments() {
  static const kube::resource type{std::string(contracts::api_group), std::string(contracts::api_version),
                                   std::string(contracts::deployment_plural), std::string(contracts::deployment_kind), true};
  return type;
}

std::string bucket(std::string_view name) { return std::string(name); }

/// Every part, in the order in which each needs the one before.
class fleet_operator {
 public:
  fleet_operator(const asio::any_io_executor& executor, operator_settings settings)
      : executor_(executor),
        cluster_(executor, std::move(settings.cluster)),
        nats_(executor, std::move(settings.nats)),
        streams_(nats_, writes_in_flight),
        assets_(streams_, [this] { check_scores_again(); }),
        deployment_(fleet_, {cluster_, deployments()}, {streams_, bucket(contracts::scores_bucket)}, sink()),
        device_(fleet_, {streams_, bucket(contracts::desired_state_bucket)}, sink()),
        status_(fleet_, {cluster_, deployments()}),
        deployment_queue_(
            executor, {.name = "deployment", .concurrency = 8, .first_retry = 500ms},
            [this](auto key) { return deployment_.reconcile(std::move(key)); }, [](const auto& key) { return key.text(); }),
        device_queue_(
            executor, {.name = "device", .concurrency = writes_in_flight, .first_retry = 500ms},
            [this](auto device) { return device_.reconcile(std::move(device)); },
            [](const auto& device) { return device.text(); }),
        status_queue_(
            executor, {.name = "status", .concurrency = 8, .first_retry = 1s},
            [this](auto key) { return status_.reconcile(std::move(key)); }, [](const auto& key) { return key.text(); }),
        resource_watch_(cluster_, {.type = deployments()}),
        info_watch_(nats_, bucket(contracts::device_info_bucket)),
        document_watch_(nats_, bucket(contracts::desired_state_bucket)),
        state_watch_(nats_, bucket(contracts::device_state_bucket)),
        silence_(executor),
        ready_(executor),
        health_(executor, std::move(settings.health_address), settings.health_port,
                [this](const http::request& asked) { return answer_health(asked, checks()); }) {}

  task<result<void>> run() {
    task_group children(executor_);
    if (auto listening = health_.listen(); !listening) co_return fail(std::move(listening.error()));
    log::info("health server listens", {{"port", health_.port()}});
    children.spawn("health", health_.run());
    children.spawn("assets", assets_.run());
    const auto heartbeats =
        nats_.subscribe(std::string(contracts::all_heartbeats), [this](auto batch) { on_heartbeats(batch); });
    // A subscription, not a consumer: what was said while nobody listened is in the stream, and is no longer news.
    const auto events = nats_.subscribe(std::string(contracts::all_events), [this](auto batch) { on_device_events(batch); });
    children.spawn("watch deployments", resource_watch_.run([this](const auto& what) { look(fleet_.on_resource(what)); }));
    children.spawn("watch device-info",
                   info_watch_.run([this](const auto& what, auto) { look(fleet_.on_info(what, steady_clock::now())); }));
    children.spawn("watch desired-state",
                   document_watch_.run([this](const auto& what, auto) { look(fleet_.on_document(what)); }));
    children.spawn("watch device-state",
                   state_watch_.run([this](const auto& what, auto) { look(fleet_.on_state(what, wall_clock::now())); }));
    children.spawn("silence", run_silence());
    children.spawn("reconcile", reconcile_when_ready());

    auto ended = co_await nats::until_stopped(nats_);
    log::info("stopping");
    children.cancel();
    co_await children.join();
    co_await nats_.close();
    co_return ended;
  }

 private:
  static constexpr std::size_t writes_in_flight = 256;

  dirty_sink sink() {
    return [this](dirty what) { look(std::move(what)); };
  }

  /// News: whatever it touched is reconciled again.
  void look(dirty what) {
    for (const auto& key : what.deployments) deployment_queue_.enqueue(key);
    for (const auto& device : what.devices) device_queue_.enqueue(device);
    for (const auto& key : what.statuses) status_queue_.enqueue(key);
    for (const auto& device : what.resync) {
      log::info("asking a device to report again", {{"device", device.text()}});
      // Not sent now is sent again with the next heartbeat.
      (void)nats_.publish({.subject = contracts::resync_subject(device)});
    }
    if (!announced_ && fleet_.ready()) {
      announced_ = true;
      log::info("every watch is complete");
      ready_.notify();
    }
    silence_.notify();
  }

  /// Nothing is written before everything that is there was read: absence means nothing until then.
  task<void> reconcile_when_ready() {
    co_await ready_.wait();
    task_group reconcilers(executor_);
    reconcilers.spawn("deployments", deployment_queue_.run());
    reconcilers.spawn("devices", device_queue_.run());
    reconcilers.spawn("statuses", status_queue_.run());
    co_await reconcilers.join();
  }

  void on_heartbeats(std::span<nats::message> batch) {
    for (const auto& one : batch) {
      const auto device = contracts::heartbeat_device(one.subject);
      const auto said = contracts::decode_text<contracts::heartbeat>(one.payload);
      if (device && said) {
        look(fleet_.on_heartbeat(*device, *said, {}));
      } else {
        log::warning("heartbeat ignored", {{"subject", one.subject}});
      }
    }
  }

  void on_device_events(std::span<nats::message> batch) {
    for (const auto& one : batch) {
      const auto device = contracts::event_device(one.subject);
      const auto said = contracts::decode_text<contracts::device_event>(one.payload);
      if (device && said) {
        look(fleet_.on_event(*device, *said, wall_clock::now()));
      } else {
        log::warning("device event ignored", {{"subject", one.subject}});
      }
    }
  }

  task<void> run_silence() {
    for (;;) {
      co_await silence_.wait_until(fleet_.next_silence().value_or(steady_clock::time_point::max()));
      const auto next = fleet_.next_silence();
      if (next && *next <= steady_clock::now()) look(fleet_.on_silence(steady_clock::now()));
    }
  }

  void check_scores_again() {
    deployment_.forget_scores();
    for (const auto& key : fleet_.resources()) deployment_queue_.enqueue(key);
  }

  [[nodiscard]] std::vector<health_check> checks() const {
    return {
        {"nats", nats_.state() == nats::connection_state::connected}, {"buckets", assets_.ready()}, {"watches", announced_}};
  }

  asio::any_io_executor executor_;
  fleet fleet_;
  kube::client cluster_;
  nats::connection nats_;
  nats::jetstream streams_;
  assets assets_;
  deployment_reconciler deployment_;
  device_reconciler device_;
  status_reconciler status_;
  sync::controller<kube::object_key> deployment_queue_;
  sync::controller<device_id, device_hash> device_queue_;
  sync::controller<kube::object_key> status_queue_;
  kube::watcher resource_watch_;
  nats::watcher info_watch_;
  nats::watcher document_watch_;
  nats::watcher state_watch_;
  wakeup silence_;
  wakeup ready_;
  http::server health_;
  bool announced_ = false;
};

}  // namespace

task<result<void>> run_operator(asio::any_io_executor executor, operator_settings settings) {
  fleet_operator everything(executor, std::move(settings));
  co_return co_await everything.run();
}

}  // namespace harmony::fleet
