// SPDX-License-Identifier: Apache-2.0
// Acts on what the fleet asks for: finalizers and scores, desired documents, statuses. Each reconciles one key from the
// current truth, any number of times.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <unordered_map>

#include "harmony/base/task.hpp"
#include "harmony/kube/event_series.hpp"
#include "harmony/kube/metadata.hpp"
#include "harmony/kube/object_api.hpp"
#include "harmony/nats/kv.hpp"
#include "harmony/sync/controller.hpp"
#include "operator/fleet.hpp"

namespace harmony::fleet {

/// What a reconciler found out reaches the queues through this.
using dirty_sink = std::function<void(dirty)>;

/// What people should hear of, as a Kubernetes Event; returns at once.
using teller = std::function<void(kube::occurrence)>;

/// One Deployment resource: finalizer before effect, score stored before any document names it, and on deletion every
/// document rewritten before the finalizer goes.
class deployment_reconciler {
 public:
  deployment_reconciler(fleet& known, kube::object_api resources, nats::bucket scores, dirty_sink look, teller tell);

  [[nodiscard]] task<result<sync::outcome>> reconcile(kube::object_key key);
  /// The scores bucket was made anew: each score has to be stored again.
  void forget_scores() { stored_.clear(); }
  /// The same for one score.
  void forget_score(const contracts::revision& one) { stored_.erase(one); }

 private:
  [[nodiscard]] task<result<sync::outcome>> hold(kube::object_key key, kube::object_meta meta);
  [[nodiscard]] task<result<sync::outcome>> accept(kube::object_key key, kube::object_meta meta,
                                                   std::shared_ptr<const boost::json::value> object);
  [[nodiscard]] task<result<sync::outcome>> clean_up(kube::object_key key, kube::object_meta meta);
  /// The failure, which is tried again: no device waits for it meanwhile.
  [[nodiscard]] std::unexpected<error> put_off(const kube::object_key& key, std::int64_t generation, error why);
  [[nodiscard]] task<result<void>> store_score(contracts::revision revision, std::string score);

  fleet& fleet_;
  kube::object_api resources_;
  nats::bucket scores_;
  dirty_sink look_;
  teller tell_;
  std::set<contracts::revision> stored_;
};

/// One device's desired document, by compare-and-set.
class device_reconciler {
 public:
  /// `outranked` is called with what showed that somebody else leads: nothing may be written after that.
  device_reconciler(fleet& known, nats::bucket documents, dirty_sink look, teller tell, std::function<void(error)> outranked);
  [[nodiscard]] task<result<sync::outcome>> reconcile(device_id device);
  /// Documents written so far.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  [[nodiscard]] task<result<sync::outcome>> read_again(device_id device);
  /// Whether a later leader wrote it; says so, once and for all.
  [[nodiscard]] bool outranked_by(const contracts::desired_state& document);
  /// Tells it for each Deployment that finds no place on the device, once.
  void tell_left_out(const device_id& device, const std::vector<contracts::desired_deployment>& left_out);

  fleet& fleet_;
  nats::bucket documents_;
  dirty_sink look_;
  teller tell_;
  std::function<void(error)> outranked_;
  std::unordered_map<device_id, std::size_t, device_hash> told_;  // hash of the Deployments that were left out
  std::uint64_t written_ = 0;
};

/// One resource's status: at most one write a second, none if it would change nothing. A write that fails is followed by
/// growing pauses, never shorter than the API server wishes: news does not shorten them.
class status_reconciler {
 public:
  status_reconciler(fleet& known, kube::object_api resources, teller tell);
  [[nodiscard]] task<result<sync::outcome>> reconcile(kube::object_key key);
  /// Statuses written so far.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  struct write {
    std::string uid;
    std::string over;  // the resource's version that the write was decided on
    contracts::deployment_status status;
    steady_clock::time_point at;
    std::chrono::milliseconds pause;  // before the next one, whatever news there is
  };

  fleet& fleet_;
  kube::object_api resources_;
  teller tell_;
  std::unordered_map<kube::object_key, write> last_;
  std::uint64_t written_ = 0;
};

}  // namespace harmony::fleet
