// SPDX-License-Identifier: Apache-2.0
#include "operator/fleet.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "harmony/kube/metadata.hpp"

namespace harmony::fleet {

dirty fleet::accept(accepted_deployment what, const contracts::label_selector& selector) {
  dirty look;
  const auto key = what.key;
  if (const auto known = accepted_.find(key); known != accepted_.end() && known->second.uid != what.uid) look = withdraw(key);
  withdrawn_.erase(key);
  const bool waited = refused_.erase(key) > 0 && !accepted_.contains(key);
  key_of_uid_[what.uid] = key;
  note(look, index_.set_selector(what.uid, selector));
  const auto known = accepted_.find(key);
  const bool changed =
      known == accepted_.end() || known->second.revision != what.revision || known->second.generation != what.generation;
  if (changed) {
    for (const auto& device : index_.matched(what.uid)) look.devices.insert(device);
    for (const auto& device : documents_.naming(key)) look.devices.insert(device);
  }
  accepted_.insert_or_assign(key, std::move(what));
  decide(look, key, waited);
  look.statuses.insert(key);
  return look;
}

dirty fleet::refuse(const kube::object_key& key, std::int64_t generation, error why) {
  refused_.insert_or_assign(key, refusal{generation, std::move(why)});
  dirty look;
  decide(look, key);
  look.statuses.insert(key);
  return look;
}

dirty fleet::put_off(const kube::object_key& key, std::int64_t generation) {
  // It was accepted before, or came while we led and were not patient: no device has any of it, and nobody waits for it.
  if (!undecided_.contains(key) && !refused_.contains(key)) return {};
  // What was refused of it before stays said.
  if (auto& one = refused_[key]; !one.why) one.generation = generation;
  dirty look;
  decide(look, key);
  return look;
}

dirty fleet::withdraw(const kube::object_key& key) {
  dirty look;
  withdrawn_.insert(key);
  const bool waited = refused_.erase(key) > 0 && !accepted_.contains(key);
  if (const auto known = accepted_.find(key); known != accepted_.end()) {
    note(look, index_.remove_selector(known->second.uid));
    rollup_.remove_deployment(known->second.uid);
    events_.remove_deployment(known->second.uid);
    key_of_uid_.erase(known->second.uid);
    accepted_.erase(known);
  }
  for (const auto& device : documents_.naming(key)) look.devices.insert(device);
  if (resources_.find(key) == nullptr) withdrawn_.erase(key);
  decide(look, key, waited);
  look.statuses.insert(key);
  return look;
}

dirty fleet::document_written(const device_id& device, std::uint64_t revision, contracts::desired_state document) {
  dirty look;
  // Until now no resource was known to be named by it: what was decided meanwhile has not brought it back.
  if (!has_document(device)) look.devices.insert(device);
  for (const auto& one : document.deployments)
    if (const kube::object_key key{one.namespace_.text(), one.name.text()}; is_missing(key) && !named(key)) tell_missing(key);
  auto touched = documents_.set(device, revision, std::move(document));
  note_document(device);
  for (auto& key : touched)
    if (withdrawn_.contains(key) && !named(key)) look.deployments.insert(key);
  return look;
}

void fleet::lead(contracts::epoch epoch) {
  for (const auto& device : documents_.devices()) {
    const auto& stored = documents_.find(device)->document;
    if (stored && is_later(stored->epoch, epoch) && stored->epoch.transitions < std::numeric_limits<std::int64_t>::max())
      epoch.transitions = stored->epoch.transitions + 1;
  }
  epoch_ = std::move(epoch);
  absence_.begin();
  undecided_.clear();
  for (const auto& [key, value] : resources_)
    if (resource_of(key) == document_inputs::resource::undecided && !refused_.contains(key)) undecided_.insert(key);
}

bool fleet::ready() const { return resources_.ready() && infos_ready_ && documents_ready_ && states_ready_; }

std::shared_ptr<const boost::json::value> fleet::resource(const kube::object_key& key) const { return resources_.find(key); }

const accepted_deployment* fleet::accepted(const kube::object_key& key) const {
  const auto known = accepted_.find(key);
  return known == accepted_.end() ? nullptr : &known->second;
}

std::set<kube::object_key> fleet::resources() const {
  std::set<kube::object_key> keys;
  for (const auto& [key, value] : resources_) keys.insert(key);
  return keys;
}

std::optional<std::set<contracts::revision>> fleet::named_scores() const {
  for (const auto& [key, value] : resources_)
    if (resource_of(key) == document_inputs::resource::undecided) return std::nullopt;
  auto named = documents_.revisions();
  for (const auto& [key, one] : accepted_) named.insert(one.revision);
  return named;
}

document_plan fleet::plan_document(const device_id& device) const {
  document_inputs given{.device = device,
                        .wanted = {},
                        .labels_known = index_.knows(device),
                        .all_decided = undecided_.empty(),
                        .resource_of =
                            [&](const contracts::desired_deployment& one) {
                              const kube::object_key key{one.namespace_.text(), one.name.text()};
                              // What NATS lost with its end would come back to a device that has removed it already.
                              return is_missing(key) && may_have(device, key) ? document_inputs::resource::undecided
                                                                              : resource_of(key);
                            },
                        .epoch = epoch_};
  if (has_document(device)) {
    given.current = &*documents_.find(device)->document;
  } else if (absence_.is_patient() || std::ranges::any_of(refused_, [&](const auto& one) { return only_refused(one.first); })) {
    given.reported = reported_of_undecided(device);
    given.all_decided = given.all_decided && has_said(device);
  }
  for (const auto* one : selecting(device)) {
    given.wanted.push_back({.namespace_ = *contracts::resource_name::parse(one->key.namespace_),
                            .name = *contracts::resource_name::parse(one->key.name),
                            .uid = one->uid,
                            .generation = one->generation,
                            .revision = one->revision});
  }
  return harmony::fleet::plan_document(given);
}

std::vector<const accepted_deployment*> fleet::selecting(const device_id& device) const {
  std::vector<const accepted_deployment*> all;
  for (const auto& uid : index_.deployments_of(device)) all.push_back(&accepted_.at(key_of_uid_.at(uid)));
  return all;
}

std::optional<status_inputs> fleet::status_of(const kube::object_key& key) const {
  status_inputs given;
  const auto* known = accepted(key);
  const auto found = refused_.find(key);
  const auto* refused = found == refused_.end() || !found->second.why ? nullptr : &found->second;
  if (known == nullptr && refused == nullptr) return std::nullopt;
  if (known != nullptr) {
    given.generation = known->generation;
    given.revision = known->revision;
    given.score = known->score;
    given.counts = rollup_.counts(known->uid, known->revision);
    given.counts.recent_events = events_.of(known->uid);
  }
  if (refused != nullptr) {
    given.generation = refused->generation;
    given.refused = refused->why;
  }
  return given;
}

document_inputs::resource fleet::resource_of(const kube::object_key& key) const {
  if (accepted_.contains(key)) return document_inputs::resource::accepted;
  if (withdrawn_.contains(key) || resources_.find(key) == nullptr) return document_inputs::resource::absent;
  return document_inputs::resource::undecided;
}

void fleet::decide(dirty& to, const kube::object_key& key, bool waited) {
  const bool was_undecided = undecided_.erase(key) > 0;
  if ((was_undecided || waited) && undecided_.empty()) look_at_waiting(to);
}

bool fleet::has_document(const device_id& device) const {
  const auto* stored = documents_.find(device);
  return stored != nullptr && stored->document;
}

void fleet::note_document(const device_id& device) {
  if (index_.knows(device) && !has_document(device))
    without_document_.insert(device);
  else
    without_document_.erase(device);
}

std::vector<contracts::desired_deployment> fleet::reported_of_undecided(const device_id& device) const {
  std::vector<contracts::desired_deployment> all;
  for (const auto& one : rollup_.reported(device)) {
    std::int64_t generation = 0;
    if (only_refused(one.key)) {
      const auto meta = kube::metadata_of(*resources_.find(one.key));
      // One of that name from before is another, and kept only if it may have been lost.
      if ((!meta || meta->uid != one.uid) && !absence_.is_patient()) continue;
      generation = refused_.at(one.key).generation;
    } else if (!is_missing(one.key)) {
      continue;
    }
    const auto name = contracts::resource_name::parse(one.key.name);
    const auto space = contracts::resource_name::parse(one.key.namespace_);
    const auto has_its_name = [&](const auto& other) { return other.namespace_ == space && other.name == name; };
    if (!name || !space || std::ranges::any_of(all, has_its_name)) continue;
    all.push_back({.namespace_ = *space, .name = *name, .uid = one.uid, .generation = generation, .revision = one.revision});
    if (all.size() == contracts::max_deployments_a_device) break;
  }
  return all;
}

std::optional<steady_clock::time_point> fleet::next_silence() const {
  std::optional<steady_clock::time_point> first;
  for (const auto& one :
       {presence_.next_expiry(), infos_.next_expiry(), states_.next_expiry(), absence_.next_expiry(may_end_patience())})
    if (one && (!first || *one < *first)) first = one;
  return first;
}

void fleet::forget_device(dirty& to, const device_id& device) {
  note(to, index_.remove_device(device));
  note_document(device);
  infos_.named(device);
  mismatched_.erase(device);
  voices_.forget(device);
  presence_.forget(device);
  rollup_.set_unreachable(device, false);
  const auto have = held_.find(device);
  if (have == held_.end()) return;
  have->second.info_from.clear();
  if (have->second.state_digest.empty()) held_.erase(have);
}

void fleet::forget_state(dirty& to, const device_id& device) {
  note_statuses(to, rollup_.forget_report(device));
  states_.named(device);
  const auto have = held_.find(device);
  if (have == held_.end()) return;
  have->second.state_digest.clear();
  have->second.state_from.clear();
  if (!index_.knows(device)) held_.erase(have);
}

void fleet::note(dirty& to, const std::vector<match_change>& changes) {
  for (const auto& change : changes) {
    to.devices.insert(change.device);
    note_statuses(to, rollup_.set_matched(change));
  }
}

void fleet::note_statuses(dirty& to, const std::set<std::string>& uids) const {
  for (const auto& uid : uids)
    if (const auto known = key_of_uid_.find(uid); known != key_of_uid_.end()) to.statuses.insert(known->second);
}

}  // namespace harmony::fleet
