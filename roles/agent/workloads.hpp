// SPDX-License-Identifier: Apache-2.0
// Makes the container runtime agree with the desired document, one Deployment at a time.
#pragma once

#include <functional>
#include <optional>
#include <random>
#include <set>

#include "agent/container_runtime.hpp"
#include "agent/image_supply.hpp"
#include "agent/plan.hpp"
#include "agent/recoveries.hpp"
#include "agent/score_store.hpp"
#include "agent/workload_state.hpp"
#include "harmony/sync/controller.hpp"

namespace harmony::agent {

class workloads {
 public:
  /// Something happened that people may want to know of.
  using event_sink = std::function<void(contracts::severity, const deployment_key&, std::string_view)>;

  /// `changed` is called when what should be reported changed. What ran is Degraded once podman has not answered for
  /// `longest_silence`: until then a restart of podman is the likeliest reason.
  workloads(container_runtime& runtime, desired_cache cache, score_store::reader read_score, std::function<void()> changed,
            event_sink tell, std::chrono::milliseconds longest_silence = 1min);

  /// A newer document: saved before anything is done about it, so that a power cut finds the device where it was told to
  /// be. Returns the Deployments to reconcile.
  std::set<deployment_key> take(contracts::desired_state document);
  /// What the disk remembers from before this start; the Deployments to reconcile.
  std::set<deployment_key> recall();

  [[nodiscard]] task<result<sync::outcome>> reconcile(deployment_key key);
  /// It failed, and comes again within that time: people are told.
  void tries_again(const deployment_key& key, std::chrono::milliseconds within);
  /// Every Deployment that is desired, runs, or is reported.
  [[nodiscard]] task<result<std::set<deployment_key>>> all();

  [[nodiscard]] const workload_states& states() const { return states_; }
  /// Whether anything is known of what should run.
  [[nodiscard]] bool has_document() const { return document_.has_value(); }
  /// False until everything that the disk remembers and podman has was looked at: an agent that has just started does not say
  /// that nothing runs.
  [[nodiscard]] bool known() const { return listed_ && unseen_.empty(); }

 private:
  [[nodiscard]] task<result<sync::outcome>> work_on(deployment_key key);
  [[nodiscard]] const contracts::desired_deployment* desired(const deployment_key& key) const;
  [[nodiscard]] task<result<std::vector<container>>> list();
  [[nodiscard]] task<result<std::vector<container>>> containers_of(deployment_key key);
  /// It was seen to run when it was last seen.
  [[nodiscard]] bool ran(const deployment_key& key) const;
  /// The phase of what was seen to run while podman does not answer.
  [[nodiscard]] contracts::phase as_far_as_known() const;
  [[nodiscard]] task<result<sync::outcome>> bring_up(deployment_key key, contracts::desired_deployment entry);
  [[nodiscard]] task<result<sync::outcome>> take_down(deployment_key key);
  /// It ends and is started again, until it has run for a while.
  [[nodiscard]] sync::outcome keeps_ending(const deployment_key& key, const recoveries::ending& one);
  /// What ran before goes on running while the revision that is to replace it cannot be had.
  [[nodiscard]] task<void> revive(deployment_key key, std::vector<container> actual);
  /// The same for what is there now, but nothing of what `next` asks for: whoever names it has a plan for it, which would
  /// start it a second time.
  [[nodiscard]] task<void> keep_running(deployment_key key, contracts::desired_deployment next);
  /// Podman or the hub cannot be asked: nothing is known of what it is about, and nothing happened to tell people.
  [[nodiscard]] std::unexpected<error> out_of_reach(const deployment_key& key, error why);
  [[nodiscard]] std::unexpected<error> failed(const deployment_key& key, error why);
  /// Any step but ensure_image, which is image_supply's.
  [[nodiscard]] task<result<void>> perform(deployment_key key, action step);
  /// What is there while nothing says what should be: it is left as it is, and reported as what the device has. A hub that
  /// lost its documents too would forget it otherwise.
  void adopt(const std::vector<container>& there);
  void save();
  void seen(const deployment_key& key);
  void begins_pulling(const deployment_key& key, const contracts::image_reference& image);
  void set_phase(const deployment_key& key, contracts::phase phase, std::string_view error = {});
  /// Pulling or starting. What failed stays so, with its error, until it runs: each try would be two reports and tell less.
  void set_progress(const deployment_key& key, contracts::phase now);
  /// Nothing is left to do: it runs, or `failure` says why it does not.
  void settle(const deployment_key& key, const contracts::revision& revision, std::string_view failure);
  void forget_unused_scores();

  container_runtime& runtime_;
  image_supply images_;
  desired_cache cache_;
  score_store scores_;
  std::function<void()> changed_;
  event_sink tell_;
  std::optional<contracts::desired_state> document_;
  bool unsaved_ = false;  // the disk has an older document, or none
  recoveries recoveries_;
  workload_states states_;
  std::set<deployment_key> out_of_reach_;
  std::chrono::milliseconds longest_silence_;
  std::optional<steady_clock::time_point> silent_since_;  // podman
  bool listed_ = false;                                   // podman was asked what there is
  std::set<deployment_key> unseen_;
  random_source random_{std::random_device{}()};
};

}  // namespace harmony::agent
