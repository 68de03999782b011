// SPDX-License-Identifier: Apache-2.0
// Everything that the operator knows, and what each piece of news makes worth looking at again. Pure: no sockets, the time
// is passed in; the reconcilers (reconcilers.hpp) act on what is asked of it here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "harmony/kube/watch_machine.hpp"
#include "harmony/nats/watcher.hpp"
#include "harmony/sync/store.hpp"
#include "operator/absence.hpp"
#include "operator/document_plan.hpp"
#include "operator/document_store.hpp"
#include "operator/ignored_documents.hpp"
#include "operator/presence.hpp"
#include "operator/recent_events.hpp"
#include "operator/rollup.hpp"
#include "operator/status_plan.hpp"
#include "operator/unlisted.hpp"
#include "operator/voices.hpp"

namespace harmony::fleet {

/// Keys to reconcile again, by reconciler.
struct dirty {
  std::set<kube::object_key> deployments;
  std::set<device_id> devices;
  std::set<kube::object_key> statuses;
  std::set<device_id> resync;   ///< to be asked for their info and state again
  std::set<device_id> doubled;  ///< of which it is news that two agents have this id
};

/// Now, for what is measured and for what is shown.
struct moment {
  steady_clock::time_point measured = steady_clock::now();
  wall_clock::time_point shown = wall_clock::now();
};

/// A Deployment whose spec was read and whose score is stored.
struct accepted_deployment {
  kube::object_key key;
  std::string uid;
  std::int64_t generation = 0;
  contracts::revision revision;
  std::string score;  ///< canonical JSON
};

class fleet {
 public:
  // What the watches say. Documents that cannot be read are logged and skipped; they decide nothing.
  dirty on_resource(const kube::watch_event& what);
  dirty on_info(const nats::watch_event& what, steady_clock::time_point now);
  dirty on_document(const nats::watch_event& what);
  /// The document as it was read after a write was refused: it is what is stored, also if a later revision is known from before
  /// NATS lost the end of its data.
  dirty document_read(std::shared_ptr<nats::entry> entry);
  dirty on_state(const nats::watch_event& what, moment now);
  dirty on_heartbeat(const device_id& device, const contracts::heartbeat& said, moment now);
  /// Counts only about a Deployment that the device matches: no device speaks for others.
  dirty on_event(const device_id& device, const contracts::device_event& said, wall_clock::time_point now);
  /// Whether devices can be heard. What NATS lost is not missed while they cannot say it again.
  void on_connection(bool there, steady_clock::time_point now);
  /// The time has come: devices became silent, or did not say again what NATS lost, or what the API server does not have was
  /// waited for long enough.
  dirty on_silence(steady_clock::time_point now);
  [[nodiscard]] std::optional<steady_clock::time_point> next_silence() const;

  // What the reconcilers did.
  dirty accept(accepted_deployment what, const contracts::label_selector& selector);
  dirty refuse(const kube::object_key& key, std::int64_t generation, error why);
  /// It could not be accepted for a reason that is not its own, and is tried again: until then it counts as refused, so that a
  /// device without a document waits for no more than its own report, and its status stays as it is.
  dirty put_off(const kube::object_key& key, std::int64_t generation);
  /// The resource is gone or going: no document may name it any more.
  dirty withdraw(const kube::object_key& key);
  dirty document_written(const device_id& device, std::uint64_t revision, contracts::desired_state document);

  /// From now on we write, as this leader: every resource of which nothing was decided is waited for, as at the start. Whoever
  /// wrote what is stored led before us, also if the Lease counts fewer turns than it did (its cluster was restored).
  void lead(contracts::epoch epoch);
  [[nodiscard]] const contracts::epoch& epoch() const { return epoch_; }

  /// True once every watch has told everything that there is: before that, absence means nothing.
  [[nodiscard]] bool ready() const;

  [[nodiscard]] std::shared_ptr<const boost::json::value> resource(const kube::object_key& key) const;
  [[nodiscard]] const document_store::stored* document(const device_id& device) const { return documents_.find(device); }
  [[nodiscard]] const accepted_deployment* accepted(const kube::object_key& key) const;
  /// Whether a stored document still names the resource.
  [[nodiscard]] bool named(const kube::object_key& key) const { return !documents_.naming(key).empty(); }
  [[nodiscard]] std::set<kube::object_key> resources() const;
  /// The scores that a device may need: of accepted Deployments, and of what documents name. Nothing while a resource is there
  /// that was not accepted: which score its devices run is not known.
  [[nodiscard]] std::optional<std::set<contracts::revision>> named_scores() const;

  /// What documents name and the API server does not have, without a deletion that was seen: devices keep it.
  [[nodiscard]] std::set<kube::object_key> missing() const;
  /// Warns of each. What becomes missing later, or is named later, is told then.
  void tell_missing() const;

  // For metrics.
  [[nodiscard]] std::size_t resource_count() const { return resources_.size(); }
  [[nodiscard]] std::size_t device_count() const { return index_.devices().size(); }
  [[nodiscard]] std::size_t silent_count() const { return presence_.unreachable(); }
  [[nodiscard]] std::size_t doubled_count() const { return voices_.doubled(); }
  /// Documents that were skipped because they could not be read or were about another device, by bucket.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& ignored() const { return ignored_.counts(); }
  /// The same for a message, by the kind that it should have been.
  void ignore(std::string_view kind, std::string_view subject, const error& why) { ignored_.add(kind, subject, why); }

  [[nodiscard]] document_plan plan_document(const device_id& device) const;
  /// The accepted Deployments that select the device.
  [[nodiscard]] std::vector<const accepted_deployment*> selecting(const device_id& device) const;
  /// Nothing while the resource was neither accepted nor refused.
  [[nodiscard]] std::optional<status_inputs> status_of(const kube::object_key& key) const;

 private:
  /// Three heartbeats that did not come.
  static constexpr auto silence = 3 * contracts::heartbeat_interval;
  static constexpr auto unreadable_again = 10min;
  /// For people to bring back what their API server lost (docs/decisions/0024).
  static constexpr auto patience = 1h;

  struct refusal {
    std::int64_t generation = 0;
    std::optional<error> why;  // nothing: it was put off
  };

  /// `waited`: devices without a document may wait for the key for another reason than that it was not looked at.
  void decide(dirty& to, const kube::object_key& key, bool waited = false);
  /// Whoever has no readable document had to wait, and may have to no longer.
  void look_at_waiting(dirty& to) const { to.devices.insert(without_document_.begin(), without_document_.end()); }
  void note_document(const device_id& device);
  /// There, never accepted by us, and refused.
  [[nodiscard]] bool only_refused(const kube::object_key& key) const {
    return refused_.contains(key) && resource_of(key) == document_inputs::resource::undecided;
  }
  [[nodiscard]] bool has_document(const device_id& device) const;
  /// Not there, and not known to be deleted.
  [[nodiscard]] bool is_missing(const kube::object_key& key) const;
  /// Whether what it said last is known: it may be that it cannot be read.
  [[nodiscard]] bool has_said(const device_id& device) const;
  /// By what it says; one that has said nothing may have everything.
  [[nodiscard]] bool may_have(const device_id& device, const kube::object_key& key) const;
  [[nodiscard]] bool names_missing(const device_id& device) const;
  static void tell_missing(const kube::object_key& key);
  [[nodiscard]] bool may_end_patience() const { return ready() && resources_.size() > 0; }
  void end_patience(dirty& to, steady_clock::time_point now);
  /// What the device says to have of resources that are refused, or missing.
  [[nodiscard]] std::vector<contracts::desired_deployment> reported_of_undecided(const device_id& device) const;
  void forget_device(dirty& to, const device_id& device);
  void forget_state(dirty& to, const device_id& device);
  [[nodiscard]] document_inputs::resource resource_of(const kube::object_key& key) const;
  /// Two agents have the device's id, and this one is not that whose state we have. It does not count: the counts, and what
  /// the device is told to run, would follow whoever spoke last.
  [[nodiscard]] bool from_other_agent(const device_id& device, const std::string& boot_id) const;
  /// Whether what we have is what the heartbeat's agent has said.
  [[nodiscard]] bool fits(const device_id& device, const contracts::heartbeat& said) const;
  /// What a device has said is missing, or cannot be used.
  void ask_for_report(dirty& to, const device_id& device, steady_clock::time_point now);
  void note(dirty& to, const std::vector<match_change>& changes);
  void note_statuses(dirty& to, const std::set<std::string>& uids) const;

  sync::store<kube::object_key, boost::json::value> resources_;
  std::map<kube::object_key, accepted_deployment> accepted_;
  std::map<std::string, kube::object_key> key_of_uid_;
  std::map<kube::object_key, refusal> refused_;
  std::set<kube::object_key> undecided_;  // there while we are patient, or when we began to lead, and not decided yet
  std::set<kube::object_key> withdrawn_;  // being deleted: the resource is there and counts as absent
  contracts::epoch epoch_;
  fleet_index index_;
  rollup rollup_;
  recent_events events_;
  document_store documents_;
  std::set<device_id> without_document_;  // known, and there is none that can be read
  absence absence_{patience};
  presence presence_{silence};
  voices voices_{silence};
  struct held {
    std::string info_from;     // the boot id of the agent whose labels count
    std::string state_digest;  // empty: there is no state
    std::string state_from;    // empty: the document cannot be read
  };
  std::unordered_map<device_id, held, device_hash> held_;
  std::map<device_id, steady_clock::time_point> unreadable_infos_;  // and from when on the device is asked for another
  std::set<device_id> mismatched_;                                  // the last heartbeat did not fit
  unlisted infos_{silence};
  unlisted states_{silence};
  ignored_documents ignored_;
  bool infos_ready_ = false;
  bool documents_ready_ = false;
  bool states_ready_ = false;
};

}  // namespace harmony::fleet
