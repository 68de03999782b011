// SPDX-License-Identifier: Apache-2.0
#include "operator/fleet.hpp"

#include <utility>

#include "harmony/base/log.hpp"
#include "harmony/contracts/digest.hpp"
#include "harmony/contracts/names.hpp"

namespace harmony::fleet {

namespace {

using listed_entry = sync::item<std::string, nats::entry>;
using applied_entry = sync::applied<std::string, nats::entry>;

/// The value of an event that carries one.
const nats::entry* entry_of(const nats::watch_event& what) {
  if (const auto* one = std::get_if<listed_entry>(&what)) return one->value.get();
  if (const auto* one = std::get_if<applied_entry>(&what)) return one->value.get();
  return nullptr;
}

/// A bucket's document as T, if it can be read and is about the device that its key names: a body that names another
/// device is never trusted (data-model.md §7).
template <class T>
std::optional<T> read_document(const nats::entry& from, std::string_view bucket) {
  auto document = contracts::decode_text<T>(from.value);
  if (document && document->device.text() == from.key) return std::move(*document);
  log::warning("document ignored",
               {{"bucket", bucket},
                {"key", from.key},
                {"error", document ? "it is about the device " + document->device.text() : document.error().text()}});
  return std::nullopt;
}

std::optional<device_id> deleted_device(const nats::watch_event& what) {
  const auto* gone = std::get_if<sync::deleted<std::string>>(&what);
  if (gone == nullptr) return std::nullopt;
  auto device = device_id::parse(gone->key);
  return device ? std::optional(std::move(*device)) : std::nullopt;
}

}  // namespace

dirty fleet::on_resource(const kube::watch_event& what) {
  dirty look;
  const bool first_listing = !resources_.ready();
  for (auto& key : resources_.apply(what)) look.deployments.insert(std::move(key));
  if (first_listing && resources_.ready()) undecided_ = resources();
  return look;
}

dirty fleet::on_info(const nats::watch_event& what, steady_clock::time_point now) {
  dirty look;
  if (std::holds_alternative<sync::init>(what)) {
    unlisted_infos_ = index_.devices();
  } else if (std::holds_alternative<sync::init_done>(what)) {
    for (const auto& device : std::exchange(unlisted_infos_, {})) forget_device(look, device);
    infos_ready_ = true;
  } else if (const auto gone = deleted_device(what)) {
    forget_device(look, *gone);
  } else if (const auto* entry = entry_of(what)) {
    auto info = read_document<contracts::device_info>(*entry, contracts::device_info_bucket);
    if (!info) return look;
    unlisted_infos_.erase(info->device);
    // A device that nobody knew has no document yet, whatever it matches.
    if (!index_.knows(info->device)) look.devices.insert(info->device);
    note(look, index_.set_device(info->device, std::move(info->labels)));
    presence_.expect(info->device, now);
  }
  return look;
}

dirty fleet::on_document(const nats::watch_event& what) {
  dirty look;
  if (std::holds_alternative<sync::init>(what)) {
    documents_.begin_listing();
  } else if (std::holds_alternative<sync::init_done>(what)) {
    look.devices = documents_.end_listing();
    documents_ready_ = true;
    // Whatever changed while nobody watched: each document is held against what it should say.
    look.devices.merge(documents_.devices());
    look.devices.insert(index_.devices().begin(), index_.devices().end());
  } else if (const auto gone = deleted_device(what)) {
    look.deployments = documents_.erase(*gone);
    look.devices.insert(*gone);
  } else if (const auto* entry = entry_of(what)) {
    auto document = read_document<contracts::desired_state>(*entry, contracts::desired_state_bucket);
    const auto device = device_id::parse(entry->key);
    if (!device) return look;
    // What cannot be read stands in the way of what should be there: it is known by its revision, and replaced.
    const bool readable = document.has_value();
    look.deployments = documents_.set(*device, entry->revision, std::move(document));
    if (!readable || !look.deployments.empty()) look.devices.insert(*device);
  }
  return look;
}

dirty fleet::on_state(const nats::watch_event& what, wall_clock::time_point now) {
  dirty look;
  if (std::holds_alternative<sync::init>(what)) {
    for (auto& device : rollup_.reporters()) unlisted_states_.insert(std::move(device));
  } else if (std::holds_alternative<sync::init_done>(what)) {
    for (const auto& device : std::exchange(unlisted_states_, {})) {
      note_statuses(look, rollup_.forget_report(device));
      digests_.erase(device);
    }
    states_ready_ = true;
  } else if (const auto device = deleted_device(what)) {
    note_statuses(look, rollup_.forget_report(*device));
    digests_.erase(*device);
  } else if (const auto* entry = entry_of(what)) {
    const auto key = device_id::parse(entry->key);
    if (!key) return look;
    // Also of what this version cannot read: sent again it would be the same.
    digests_[*key] = contracts::short_digest(entry->value);
    const auto state = read_document<contracts::device_state>(*entry, contracts::device_state_bucket);
    if (!state) return look;
    unlisted_states_.erase(state->device);
    note_statuses(look, rollup_.report(*state, now));
  }
  return look;
}

dirty fleet::on_heartbeat(const device_id& device, const contracts::heartbeat& said, steady_clock::time_point now) {
  dirty look;
  if (!index_.knows(device)) {
    if (infos_ready_) look.resync.insert(device);
    return look;
  }
  if (presence_.heard(device, now)) note_statuses(look, rollup_.set_unreachable(device, false));
  const auto have = digests_.find(device);
  if (have != digests_.end() && have->second == said.digest) {
    mismatched_.erase(device);
  } else if (!mismatched_.insert(device).second) {
    // Once is a state document that is still on its way; twice is one that got lost.
    look.resync.insert(device);
  }
  return look;
}

dirty fleet::on_silence(steady_clock::time_point now) {
  dirty look;
  for (const auto& device : presence_.expire(now)) {
    log::info("device is silent", {{"device", device.text()}});
    note_statuses(look, rollup_.set_unreachable(device, true));
  }
  return look;
}

dirty fleet::accept(accepted_deployment what, const contracts::label_selector& selector) {
  dirty look;
  const auto key = what.key;
  if (const auto known = accepted_.find(key); known != accepted_.end() && known->second.uid != what.uid) look = withdraw(key);
  withdrawn_.erase(key);
  refused_.erase(key);
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
  decide(look, key);
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

dirty fleet::withdraw(const kube::object_key& key) {
  dirty look;
  withdrawn_.insert(key);
  refused_.erase(key);
  if (const auto known = accepted_.find(key); known != accepted_.end()) {
    note(look, index_.remove_selector(known->second.uid));
    rollup_.remove_deployment(known->second.uid);
    key_of_uid_.erase(known->second.uid);
    accepted_.erase(known);
  }
  for (const auto& device : documents_.naming(key)) look.devices.insert(device);
  if (resources_.find(key) == nullptr) withdrawn_.erase(key);
  decide(look, key);
  look.statuses.insert(key);
  return look;
}

dirty fleet::document_written(const device_id& device, std::uint64_t revision, contracts::desired_state document) {
  dirty look;
  for (auto& key : documents_.set(device, revision, std::move(document)))
    if (withdrawn_.contains(key)) look.deployments.insert(key);
  return look;
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

result<std::optional<contracts::desired_state>> fleet::plan_document(const device_id& device) const {
  document_inputs given{
      .device = device,
      .wanted = {},
      .labels_known = index_.knows(device),
      .all_decided = undecided_.empty(),
      .resource_of =
          [this](const contracts::desired_deployment& one) { return resource_of({one.namespace_.text(), one.name.text()}); },
      .epoch = {}};
  if (const auto* stored = documents_.find(device); stored != nullptr && stored->document) given.current = &*stored->document;
  for (const auto& uid : index_.deployments_of(device)) {
    const auto& one = accepted_.at(key_of_uid_.at(uid));
    given.wanted.push_back({.namespace_ = *contracts::resource_name::parse(one.key.namespace_),
                            .name = *contracts::resource_name::parse(one.key.name),
                            .uid = one.uid,
                            .generation = one.generation,
                            .revision = one.revision});
  }
  return harmony::fleet::plan_document(given);
}

std::optional<status_inputs> fleet::status_of(const kube::object_key& key) const {
  status_inputs given;
  const auto* known = accepted(key);
  const auto refused = refused_.find(key);
  if (known == nullptr && refused == refused_.end()) return std::nullopt;
  if (known != nullptr) {
    given.generation = known->generation;
    given.revision = known->revision;
    given.score = known->score;
    given.counts = rollup_.counts(known->uid, known->revision);
  }
  if (refused != refused_.end()) {
    given.generation = refused->second.generation;
    given.refused = refused->second.why;
  }
  return given;
}

document_inputs::resource fleet::resource_of(const kube::object_key& key) const {
  if (accepted_.contains(key)) return document_inputs::resource::accepted;
  if (withdrawn_.contains(key) || resources_.find(key) == nullptr) return document_inputs::resource::absent;
  return document_inputs::resource::undecided;
}

void fleet::decide(dirty& to, const kube::object_key& key) {
  if (undecided_.erase(key) == 0 || !undecided_.empty()) return;
  // Whoever had no readable document had to wait for this.
  for (const auto& device : index_.devices()) {
    const auto* stored = documents_.find(device);
    if (stored == nullptr || !stored->document) to.devices.insert(device);
  }
}

void fleet::forget_device(dirty& to, const device_id& device) {
  note(to, index_.remove_device(device));
  presence_.forget(device);
  rollup_.set_unreachable(device, false);
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
