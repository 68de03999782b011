// SPDX-License-Identifier: Apache-2.0
#include "operator/writers.hpp"

#include <map>
#include <string>
#include <utility>

#include "harmony/contracts/names.hpp"
#include "harmony/kube/metadata.hpp"
#include "operator/event_plan.hpp"

namespace harmony::fleet {

namespace {

/// For a key that came while we may not write: the process is about to end, or to lead again.
constexpr sync::outcome later{.again_after = 1s};

std::string text_of(const kube::object_key& key) { return key.text(); }

}  // namespace

const kube::resource& deployments() {
  static const kube::resource type{std::string(contracts::api_group), std::string(contracts::api_version),
                                   std::string(contracts::deployment_plural), std::string(contracts::deployment_kind), true};
  return type;
}

template <class Reconciler, class Key>
task<result<sync::outcome>> writers::reconcile(Reconciler& with, std::string what, Key key, dirty again) {
  if (!may_write()) co_return later;
  auto done = co_await with.reconcile(std::move(key));
  if (!done && is_refusal(done.error())) {
    note_refusal(std::move(what), std::move(again), done.error());
  } else if (done && !done->again_after && refused_.remove(what)) {
    // What comes again by itself has not been written yet, and is not meant. What was in the way may be gone: two more are
    // tried, and two after each of them, so that a hundred thousand come back quickly and none without need.
    enqueue(refused_.after(what));
  }
  co_return done;
}

void writers::note_refusal(std::string what, dirty key, const error& why) {
  std::map<kube::object_key, std::string> concerned;
  const auto add = [&](const kube::object_key& deployment) {
    const auto object = fleet_.resource(deployment);
    if (!object) return;
    if (const auto meta = kube::metadata_of(*object)) concerned.emplace(deployment, meta->uid);
  };
  for (const auto& deployment : key.deployments) add(deployment);
  for (const auto& deployment : key.statuses) add(deployment);
  for (const auto& device : key.devices)
    for (const auto* one : fleet_.selecting(device)) concerned.emplace(one->key, one->uid);
  refused_.add(std::move(what), std::move(key), why);
  for (const auto& [deployment, uid] : concerned)
    if (refused_.is_news(uid, why.code))
      tell_(about(deployment, uid,
                  {.type = kube::event_type::warning, .reason = "WriteRefused", .action = "Write", .note = why.text()}));
}

writers::writers(const asio::any_io_executor& executor, fleet& known, kube::client& cluster, nats::jetstream& streams,
                 std::function<bool()> may_write, const dirty_sink& look, const teller& tell,
                 score_collector::timing keep_scores)
    : fleet_(known),
      may_write_(std::move(may_write)),
      tell_(tell),
      outranking_(executor),
      deployment_(known, {cluster, deployments()}, {streams, std::string(contracts::scores_bucket)}, look, tell),
      collector_(known, {streams, std::string(contracts::scores_bucket)},
                 {.may_write = [this] { return this->may_write(); },
                  .removes = [this](const auto& score) { deployment_.forget_score(score); },
                  .check_again = [this] { check_scores_again(); }},
                 keep_scores),
      device_(known, {streams, std::string(contracts::desired_state_bucket)}, look, tell,
              [this](error why) {
                outranked_ = std::move(why);
                outranking_.notify();
              }),
      status_(known, {cluster, deployments()}, tell),
      deployment_queue_(
          executor, {.name = "deployment", .concurrency = 8, .first_retry = 500ms},
          [this](auto key) { return reconcile(deployment_, "deployment " + key.text(), key, dirty{.deployments = {key}}); },
          text_of),
      device_queue_(
          executor, {.name = "device", .concurrency = writes_in_flight, .first_retry = 500ms},
          [this](auto device) { return reconcile(device_, "device " + device.text(), device, dirty{.devices = {device}}); },
          [](const auto& device) { return device.text(); }),
      status_queue_(
          executor, {.name = "status", .concurrency = 8, .first_retry = 1s},
          [this](auto key) { return reconcile(status_, "status of " + key.text(), key, dirty{.statuses = {key}}); }, text_of),
      queues_(executor) {}

void writers::enqueue(const dirty& what) {
  for (const auto& key : what.deployments) deployment_queue_.enqueue(key);
  for (const auto& device : what.devices) device_queue_.enqueue(device);
  for (const auto& key : what.statuses) status_queue_.enqueue(key);
}

void writers::check_scores_again() {
  deployment_.forget_scores();
  for (const auto& key : fleet_.resources()) deployment_queue_.enqueue(key);
}

task<void> writers::run() {
  queues_.spawn("reconcile deployments", deployment_queue_.run());
  queues_.spawn("reconcile devices", device_queue_.run());
  queues_.spawn("reconcile statuses", status_queue_.run());
  queues_.spawn("collect scores", collector_.run());
  co_await queues_.join();
}

void writers::describe(figures& to) const {
  const auto add = [&to](std::string name, const auto& queue) {
    to.queues.push_back({std::move(name), queue.due(), queue.running(), queue.most(), queue.counts()});
  };
  add("deployment", deployment_queue_);
  add("device", device_queue_);
  add("status", status_queue_);
  to.documents_written = device_.written();
  to.status_writes = status_.written();
}

task<error> writers::outranked() {
  while (!outranked_) co_await outranking_.wait();
  co_return *outranked_;
}

bool writers::may_write() const { return may_write_() && !outranked_; }

}  // namespace harmony::fleet
