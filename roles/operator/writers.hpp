// SPDX-License-Identifier: Apache-2.0
// What only the leader does: the reconcilers, and the queues that bring them their keys. Keys are collected from the start, so
// that whoever becomes the leader later looks at everything.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harmony/kube/client.hpp"
#include "harmony/kube/resource.hpp"
#include "harmony/nats/jetstream.hpp"
#include "harmony/sync/controller.hpp"
#include "operator/metrics.hpp"
#include "operator/reconcilers.hpp"
#include "operator/refused_writes.hpp"
#include "operator/score_collector.hpp"

namespace harmony::fleet {

/// Documents on their way to NATS at a time.
inline constexpr std::size_t writes_in_flight = 256;

/// Deployments, as the API server names them.
[[nodiscard]] const kube::resource& deployments();

class writers {
 public:
  /// `may_write` is asked before each reconciliation; `look` gets what the reconcilers found out, `tell` what people
  /// should hear.
  writers(const asio::any_io_executor& executor, fleet& known, kube::client& cluster, nats::jetstream& streams,
          std::function<bool()> may_write, const dirty_sink& look, const teller& tell, score_collector::timing keep_scores);

  void enqueue(const dirty& what);
  /// The scores bucket may have lost something: each score is stored again.
  void check_scores_again();
  /// NATS is there, and may have been away: what it refused may fit now, and what did not reach it need not wait.
  void try_again() {
    enqueue(refused_.keys());
    device_queue_.try_unreached_again();
  }
  /// What may not be written at the moment, and why; empty: nothing.
  [[nodiscard]] std::string refused() const { return refused_.text(); }
  /// Works until it is cancelled.
  [[nodiscard]] task<void> run();
  /// Queues that ended by an exception.
  [[nodiscard]] const std::vector<std::string>& broken() const { return queues_.broken(); }
  /// For metrics: the queues, documents and statuses written.
  void describe(figures& to) const;
  /// Returns once a document showed that somebody else leads, and which.
  [[nodiscard]] task<error> outranked();

 private:
  [[nodiscard]] bool may_write() const;
  template <class Reconciler, class Key>
  [[nodiscard]] task<result<sync::outcome>> reconcile(Reconciler& with, std::string what, Key key, dirty again);
  /// Remembers it, and tells those Deployments.
  void note_refusal(std::string what, dirty key, const error& why);

  fleet& fleet_;
  std::function<bool()> may_write_;
  teller tell_;
  refused_writes refused_;
  std::optional<error> outranked_;
  wakeup outranking_;
  deployment_reconciler deployment_;
  score_collector collector_;
  device_reconciler device_;
  status_reconciler status_;
  sync::controller<kube::object_key> deployment_queue_;
  sync::controller<device_id, device_hash> device_queue_;
  sync::controller<kube::object_key> status_queue_;
  task_group queues_;
};

}  // namespace harmony::fleet
