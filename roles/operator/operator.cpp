// SPDX-License-Identifier: Apache-2.0
#include "operator/operator.hpp"

#include <optional>
#include <utility>
#include <variant>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "harmony/base/log.hpp"
#include "harmony/base/process_figures.hpp"
#include "harmony/base/version.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/http/metrics_text.hpp"
#include "harmony/http/server.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/event_recorder.hpp"
#include "harmony/kube/leader_elector.hpp"
#include "harmony/kube/watcher.hpp"
#include "harmony/nats/connection.hpp"
#include "harmony/nats/until_stopped.hpp"
#include "harmony/nats/watcher.hpp"
#include "operator/assets.hpp"
#include "operator/event_plan.hpp"
#include "operator/health.hpp"
#include "operator/metrics.hpp"
#include "operator/writers.hpp"

namespace harmony::fleet {

namespace {

const error not_a_device{.code = errc::invalid, .message = "the subject names no device"};

std::string bucket(std::string_view name) { return std::string(name); }

/// A bug must end the process: in an `||` of asio's, one branch that throws leaves the others waiting.
task<error> ending_by_error(task<error> what) {
  try {
    co_return co_await std::move(what);
  } catch (const std::exception& bug) {
    if (is_cancellation(std::current_exception())) throw;
    co_return error{.code = errc::failed, .message = "this is a bug", .detail = bug.what()};
  }
}

/// Every part, in the order in which each needs the one before.
class fleet_operator {
 public:
  fleet_operator(const asio::any_io_executor& executor, operator_settings settings)
      : executor_(executor),
        cluster_(executor, std::move(settings.cluster)),
        nats_(executor, std::move(settings.nats)),
        streams_(nats_, writes_in_flight),
        assets_(
            streams_,
            [this] {
              buckets_.notify();
              writers_.check_scores_again();
              writers_.try_again();
            },
            [this](std::string_view bucket) {
              for (auto* one : {&info_watch_, &document_watch_, &state_watch_})
                if (one->bucket() == bucket) one->look_again();
            }),
        buckets_(executor),
        recorder_(executor, cluster_,
                  {.source = {std::string(contracts::operator_controller), std::move(settings.identity)},
                   .manager = std::string(contracts::operator_manager)}),
        writers_(
            executor, fleet_, cluster_, streams_, [this] { return leads(); }, [this](dirty what) { look(std::move(what)); },
            [this](kube::occurrence what) { recorder_.record(std::move(what)); }, settings.keep_scores),
        resource_watch_(cluster_, {.type = deployments()}),
        info_watch_(nats_, bucket(contracts::device_info_bucket)),
        document_watch_(nats_, bucket(contracts::desired_state_bucket)),
        state_watch_(nats_, bucket(contracts::device_state_bucket)),
        silence_(executor),
        children_(executor),
        ready_(executor),
        health_(executor, std::move(settings.health_address), settings.health_port,
                [this](const http::request& asked) { return answer(asked); }) {
    if (settings.election) elector_.emplace(cluster_, std::move(*settings.election));
  }

  task<result<void>> run() {
    if (auto listening = health_.listen(); !listening) co_return fail(std::move(listening.error()));
    log::info("health server listens", {{"port", health_.port()}});
    children_.spawn("health", health_.run());
    children_.spawn("events", recorder_.run());
    children_.spawn("assets", assets_.run());
    const auto connection = nats_.on_state([this](nats::connection_state now) {
      fleet_.on_connection(now == nats::connection_state::connected, steady_clock::now());
      silence_.notify();
    });
    const auto heartbeats =
        nats_.subscribe(std::string(contracts::all_heartbeats), [this](auto batch) { on_heartbeats(batch); });
    // A subscription, not a consumer: what was said while nobody listened is in the stream, and is no longer news.
    const auto events = nats_.subscribe(std::string(contracts::all_events), [this](auto batch) { on_device_events(batch); });
    children_.spawn("watch deployments", resource_watch_.run([this](const auto& what) { look(fleet_.on_resource(what)); }));
    children_.spawn("watch buckets", watch_buckets());
    children_.spawn("silence", run_silence());

    auto ended = co_await until_over();
    log::info("stopping");
    children_.cancel();
    co_await children_.join();
    if (elector_) co_await elector_->release();
    co_await nats_.close();
    co_return ended;
  }

 private:
  /// Once they have been made: the first operator of a cluster finds none.
  task<void> watch_buckets() {
    co_await buckets_.wait();
    children_.spawn("watch device-info",
                    info_watch_.run([this](const auto& what, auto) { look(fleet_.on_info(what, steady_clock::now())); }));
    children_.spawn("watch desired-state",
                    document_watch_.run([this](const auto& what, auto) { look(fleet_.on_document(what)); }));
    children_.spawn("watch device-state",
                    state_watch_.run([this](const auto& what, auto) { look(fleet_.on_state(what, {})); }));
  }

  [[nodiscard]] bool leads() const { return leading_ && (!elector_ || elector_->leads()); }

  /// News: whatever it touched is reconciled again.
  void look(dirty what) {
    writers_.enqueue(what);
    for (const auto& device : what.resync) {
      if (!leads()) break;
      log::debug("asking a device to report again", {{"device", device.text()}});
      // Not sent now is sent again with the next heartbeat.
      (void)nats_.publish({.subject = contracts::resync_subject(device)});
    }
    for (const auto& device : what.doubled) tell_doubled(device);
    if (!announced_ && fleet_.ready()) {
      announced_ = true;
      log::info("every watch is complete");
      fleet_.tell_missing();
      ready_.notify();
    }
    silence_.notify();
  }

  void tell_doubled(const device_id& device) {
    log::warning("two agents have one device id", {{"device", device.text()}});
    if (!leads()) return;
    for (const auto* one : fleet_.selecting(device))
      recorder_.record(
          about(one->key, one->uid,
                {.type = kube::event_type::warning,
                 .reason = "DuplicateDevice",
                 .action = "Report",
                 .note = fmt::format("Two agents report as device {}: give each a device_id of its own.", device.text())}));
  }

  /// Runs until a stop signal, or until we may not go on: NATS refuses us, or somebody else leads.
  task<result<void>> until_over() {
    using namespace asio::experimental::awaitable_operators;
    auto ended = co_await (nats::until_stopped(nats_) || ending_by_error(lead()));
    if (auto* stopped = std::get_if<result<void>>(&ended)) co_return std::move(*stopped);
    auto& why = std::get<error>(ended);
    why.hint = "another replica may lead now; started again, this one waits for its turn";
    log::error("no longer the leader", {why});
    co_return fail(std::move(why));
  }

  /// Nothing is written before everything that is there was read, because absence means nothing until then; and by nobody but
  /// the leader. Returns why we are not it any more, with everything that writes at its end.
  task<error> lead() {
    using namespace asio::experimental::awaitable_operators;
    co_await ready_.wait();
    if (elector_) {
      const auto term = co_await elector_->acquire();
      fleet_.lead({.lease_uid = term.uid, .transitions = term.transitions});
    }
    leading_ = true;
    auto ended = co_await (writers_.outranked() || ending_by_error(held()) || write());
    leading_ = false;
    co_return std::visit([](auto&& why) { return std::move(why); }, std::move(ended));
  }

  task<error> write() {
    co_await writers_.run();
    co_return error{.code = errc::failed, .message = "nothing reconciles any more"};
  }

  /// Returns why the term is over; never if there is no election.
  task<error> held() {
    if (elector_) co_return co_await elector_->hold();
    wakeup never(executor_);
    for (;;) co_await never.wait();
  }

  void on_heartbeats(std::span<nats::message> batch) {
    for (const auto& one : batch) {
      const auto device = contracts::heartbeat_device(one.subject);
      const auto said = contracts::decode_text<contracts::heartbeat>(one.payload);
      if (device && said)
        look(fleet_.on_heartbeat(*device, *said, {}));
      else
        fleet_.ignore("heartbeat", one.subject, said ? not_a_device : said.error());
    }
  }

  void on_device_events(std::span<nats::message> batch) {
    for (const auto& one : batch) {
      const auto device = contracts::event_device(one.subject);
      const auto said = contracts::decode_text<contracts::device_event>(one.payload);
      if (device && said)
        look(fleet_.on_event(*device, *said, wall_clock::now()));
      else
        fleet_.ignore("device-event", one.subject, said ? not_a_device : said.error());
    }
  }

  task<void> run_silence() {
    for (;;) {
      co_await silence_.wait_until(fleet_.next_silence().value_or(steady_clock::time_point::max()));
      const auto next = fleet_.next_silence();
      if (next && *next <= steady_clock::now()) look(fleet_.on_silence(steady_clock::now()));
    }
  }

  [[nodiscard]] http::response answer(const http::request& asked) const {
    if (asked.target.substr(0, asked.target.find('?')) != "/metrics") return answer_health(asked, checks());
    return {.status = 200,
            .headers = {{"Content-Type", std::string(http::metrics_text::content_type)}},
            .body = metrics_page(measure())};
  }

  [[nodiscard]] health checks() const {
    const auto refused = writers_.refused();
    health now{.live = {{"ping", true}},
               .ready = {{"nats", nats_.state() == nats::connection_state::connected, nats_.why().text()},
                         {"buckets", assets_.ready(), assets_.why()},
                         watching(),
                         {"writes", refused.empty(), refused}}};
    if (elector_) now.ready.push_back({"leader-election", elector_->works(), elector_->trouble()});
    for (const auto* broken : {&children_.broken(), &writers_.broken()})
      for (const auto& name : *broken) now.live.push_back({"task " + name, false});
    return now;
  }

  [[nodiscard]] health_check watching() const {
    for (const auto* trouble :
         {&resource_watch_.trouble(), &info_watch_.trouble(), &document_watch_.trouble(), &state_watch_.trouble()})
      if (!trouble->empty()) return {"watches", false, *trouble};
    return {"watches", announced_};
  }

  [[nodiscard]] figures measure() const {
    figures now{.lease = std::string(contracts::operator_lease),
                .nats_connected = nats_.state() == nats::connection_state::connected,
                .devices = fleet_.device_count(),
                .silent_devices = fleet_.silent_count(),
                .doubled_devices = fleet_.doubled_count(),
                .deployments = fleet_.resource_count(),
                .missing_deployments = fleet_.missing().size(),
                .events_written = recorder_.totals().written,
                .events_dropped = recorder_.totals().dropped,
                .documents_ignored = fleet_.ignored(),
                .calls = cluster_.calls(),
                .host = cluster_.settings().server.text(),
                .process = read_process_figures(),
                .version = std::string(version()),
                .commit = std::string(commit())};
    if (elector_) now.leads = elector_->leads();
    writers_.describe(now);
    return now;
  }

  asio::any_io_executor executor_;
  fleet fleet_;
  kube::client cluster_;
  nats::connection nats_;
  nats::jetstream streams_;
  assets assets_;
  wakeup buckets_;
  std::optional<kube::leader_elector> elector_;
  kube::event_recorder recorder_;
  writers writers_;
  kube::watcher resource_watch_;
  nats::watcher info_watch_;
  nats::watcher document_watch_;
  nats::watcher state_watch_;
  wakeup silence_;
  task_group children_;
  wakeup ready_;
  http::server health_;
  bool announced_ = false;
  bool leading_ = false;
};

}  // namespace

task<result<void>> run_operator(asio::any_io_executor executor, operator_settings settings) {
  fleet_operator everything(executor, std::move(settings));
  co_return co_await everything.run();
}

}  // namespace harmony::fleet
