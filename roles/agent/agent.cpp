// SPDX-License-Identifier: Apache-2.0
#include "agent/agent.hpp"

#include <random>
#include <utility>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "agent/desired_cache.hpp"
#include "agent/desired_source.hpp"
#include "agent/inventory.hpp"
#include "agent/podman_runtime.hpp"
#include "agent/reporter.hpp"
#include "agent/workloads.hpp"
#include "harmony/base/identity.hpp"
#include "harmony/base/log.hpp"
#include "harmony/base/memory.hpp"
#include "harmony/base/service_manager.hpp"
#include "harmony/base/signals.hpp"
#include "harmony/nats/connection.hpp"
#include "harmony/nats/until_stopped.hpp"

namespace harmony::agent {

namespace {

constexpr std::chrono::milliseconds look_at_everything_every = 30s;

class device_agent {
 public:
  device_agent(const asio::any_io_executor& executor, const config& settings, desired_cache cache)
      : executor_(executor),
        nats_(executor, {.servers = settings.nats_servers,
                         .name = "harmony-iot-agent " + settings.device.text(),
                         .inbox_prefix = "_INBOX_" + settings.device.text(),
                         .identity = {.file = settings.nats_credentials},
                         .ping_interval = settings.nats_ping_interval}),
        streams_(nats_, reports_in_flight),
        runtime_(executor, settings.podman_socket),
        source_(streams_, settings.device, [this](auto document) { enqueue(workloads_.take(std::move(document))); }),
        workloads_(
            runtime_, std::move(cache), [this](auto revision) { return source_.score(std::move(revision)); },
            [this] {
              reporter_.changed();
              say_status();
              known_.notify();
            },
            [this](auto severity, const auto& about, auto message) { reporter_.tell(severity, about, message); }),
        queue_(
            executor,
            {.name = "deployment",
             .concurrency = contracts::max_deployments_a_device,
             .first_retry = 500ms,
             .last_retry = 5min},
            [this](auto key) { return workloads_.reconcile(std::move(key)); }, [](const auto& key) { return key; },
            [this](const auto& key, auto within) { workloads_.tries_again(key, within); }),
        reporter_(
            executor, streams_,
            {.device = settings.device, .labels = settings.labels, .inventory = read_inventory(), .boot_id = random_hex(8)},
            [this] { return workloads_.known() ? std::optional(workloads_.states().all()) : std::nullopt; }) {}

  task<result<void>> run() {
    using namespace asio::experimental::awaitable_operators;
    task_group children(executor_);
    enqueue(workloads_.recall());
    children.spawn("reconcile", queue_.run());
    children.spawn("runtime events",
                   runtime_.watch([this](const auto& key) { queue_.enqueue(key); }, [this] { look_at_all_now(); }));
    children.spawn("look", look_at_everything());
    children.spawn("desired", source_.run());
    children.spawn("report", reporter_.run());
    children.spawn("watchdog", manager_.keep_alive());
    auto connected = nats_.on_state([this](nats::connection_state state) {
      if (state == nats::connection_state::connected) look_at_all_now();
      say_status();
    });
    log::info("agent started");
    manager_.ready();
    say_status();

    auto ended = co_await nats::until_stopped(nats_);
    if (!ended) co_await (wait_for_stop_signal() || begin_what_is_to_run());
    log::info("stopping; the containers go on running");
    manager_.stopping();
    connected = {};
    children.cancel();
    co_await children.join();
    co_await nats_.close();
    co_return ended;
  }

 private:
  static constexpr std::size_t reports_in_flight = 4;

  void enqueue(const std::set<deployment_key>& keys) {
    for (const auto& key : keys) queue_.enqueue(key);
  }

  void say_status() {
    const bool connected = nats_.state() == nats::connection_state::connected;
    manager_.status(summary_of(workloads_.states().all()) + (connected ? "; connected to NATS" : "; NATS cannot be reached"));
  }

  /// Started anew an agent is refused again before it could do anything: a device whose power was cut would stay down.
  task<void> begin_what_is_to_run() {
    const auto late = steady_clock::now() + 1min;
    while (workloads_.has_document() && !workloads_.known() && steady_clock::now() < late) co_await known_.wait_until(late);
    constexpr std::chrono::milliseconds for_what_takes_longer = 10s;
    if (queue_.running() > 0) co_await sleep_for(for_what_takes_longer);
  }

  /// Podman or the hub is back: what failed without them need not wait for its next try.
  void look_at_all_now() {
    without_waiting_ = true;
    look_.notify();
  }

  /// The safety net under the events: everything is held against what it should be.
  task<void> look_at_everything() {
    random_source random(std::random_device{}());
    bool failing = false;
    for (;;) {
      const auto keys = co_await workloads_.all();
      if (keys && std::exchange(without_waiting_, false)) enqueue(*keys);
      if (keys)
        for (const auto& key : *keys) queue_.enqueue_unless_waiting(key);
      if (!keys && !failing) log::warning("cannot list containers", {keys.error()});
      failing = !keys;
      release_code_pages();
      co_await look_.wait_until(steady_clock::now() + jittered(look_at_everything_every, 0.2, random));
    }
  }

  asio::any_io_executor executor_;
  nats::connection nats_;
  nats::jetstream streams_;
  podman_runtime runtime_;
  desired_source source_;
  workloads workloads_;
  sync::controller<deployment_key> queue_;
  reporter reporter_;
  wakeup look_{executor_};
  wakeup known_{executor_};
  bool without_waiting_ = false;
  service_manager manager_ = service_manager::of_process();
};

}  // namespace

task<result<void>> run_agent(asio::any_io_executor executor, config settings) {
  auto cache = desired_cache::open(settings.state_folder, settings.device);
  if (!cache) co_return fail(std::move(cache.error()));
  log::info("agent starting", {{"device", settings.device.text()}});
  device_agent everything(executor, settings, std::move(*cache));
  co_return co_await everything.run();
}

}  // namespace harmony::agent
