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
std::optional<T> read_document(const nats::entry& from, std::string_view bucket, ignored_documents& ignored) {
  auto document = contracts::decode_text<T>(from.value);
  if (document && document->device.text() == from.key) return std::move(*document);
  ignored.add(bucket, from.key,
              document ? error{.code = errc::invalid, .message = "it is about the device " + document->device.text()}
                       : document.error());
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
  const bool deleted = std::holds_alternative<sync::deleted<kube::object_key>>(what);
  for (auto& key : resources_.apply(what)) look.deployments.insert(std::move(key));
  // A listing lacks it, and the watch did not say that it was deleted.
  const auto vanished = [&](const auto& key) {
    return !deleted && resources_.find(key) == nullptr && !withdrawn_.contains(key);
  };
  for (const auto& key : look.deployments) {
    if (!vanished(key)) continue;
    absence_.vanished(key);
    if (named(key)) tell_missing(key);
  }
  if (!absence_.is_patient()) return look;
  for (const auto& key : look.deployments) {
    if (resources_.find(key) == nullptr) {
      if (!vanished(key)) absence_.deleted(key);
    } else if (!refused_.contains(key) && resource_of(key) == document_inputs::resource::undecided) {
      // It may be one that is back: what devices say to have of it is not removed before it had its say.
      undecided_.insert(key);
    }
  }
  return look;
}

dirty fleet::on_info(const nats::watch_event& what, steady_clock::time_point now) {
  dirty look;
  if (std::holds_alternative<sync::init>(what)) {
    infos_.begin(index_.devices());
    unreadable_infos_.clear();
  } else if (std::holds_alternative<sync::init_done>(what)) {
    infos_.end(now);
    infos_ready_ = true;
  } else if (const auto gone = deleted_device(what)) {
    unreadable_infos_.erase(*gone);
    forget_device(look, *gone);
  } else if (const auto* entry = entry_of(what)) {
    auto info = read_document<contracts::device_info>(*entry, contracts::device_info_bucket, ignored_);
    if (!info) {
      if (auto device = device_id::parse(entry->key)) unreadable_infos_.try_emplace(std::move(*device), now);
      return look;
    }
    infos_.named(info->device);
    unreadable_infos_.erase(info->device);
    if (from_other_agent(info->device, info->boot_id)) return look;
    // A device that nobody knew has no document yet, whatever it matches.
    if (!index_.knows(info->device)) look.devices.insert(info->device);
    note(look, index_.set_device(info->device, std::move(info->labels)));
    note_document(info->device);
    held_[info->device].info_from = std::move(info->boot_id);
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
    for (const auto& device : look.devices) note_document(device);
    documents_ready_ = true;
    // Whatever changed while nobody watched: each document is held against what it should say.
    look.devices.merge(documents_.devices());
    look.devices.insert(index_.devices().begin(), index_.devices().end());
    // What waited to be let go may have been named by a document that is lost.
    for (const auto& key : withdrawn_)
      if (!named(key)) look.deployments.insert(key);
  } else if (const auto gone = deleted_device(what)) {
    look.deployments = documents_.erase(*gone);
    note_document(*gone);
    look.devices.insert(*gone);
  } else if (const auto* entry = entry_of(what)) {
    auto document = read_document<contracts::desired_state>(*entry, contracts::desired_state_bucket, ignored_);
    const auto device = device_id::parse(entry->key);
    if (!device) return look;
    // What cannot be read stands in the way of what should be there: it is known by its revision, and replaced.
    const bool readable = document.has_value();
    // And a device that had none may have waited for every resource to be looked at: with this one it need not.
    const bool first = !has_document(*device);
    look.deployments = documents_.set(*device, entry->revision, std::move(document));
    note_document(*device);
    if (!readable || first || !look.deployments.empty()) look.devices.insert(*device);
  }
  return look;
}

dirty fleet::document_read(std::shared_ptr<nats::entry> entry) {
  auto look = on_document(sync::deleted<std::string>{entry->key});
  auto key = entry->key;
  look.deployments.merge(on_document(applied_entry{std::move(key), std::move(entry)}).deployments);
  return look;
}

dirty fleet::on_state(const nats::watch_event& what, moment now) {
  dirty look;
  if (std::holds_alternative<sync::init>(what)) {
    std::set<device_id> known;
    for (auto& device : rollup_.reporters()) known.insert(std::move(device));
    states_.begin(std::move(known));
  } else if (std::holds_alternative<sync::init_done>(what)) {
    states_.end(now.measured);
    states_ready_ = true;
  } else if (const auto device = deleted_device(what)) {
    forget_state(look, *device);
  } else if (const auto* entry = entry_of(what)) {
    const auto key = device_id::parse(entry->key);
    if (!key) return look;
    const auto state = read_document<contracts::device_state>(*entry, contracts::device_state_bucket, ignored_);
    if (state && from_other_agent(*key, state->boot_id)) return look;
    // Also of what this version cannot read: sent again it would be the same.
    auto& have = held_[*key];
    have.state_digest = contracts::short_digest(entry->value);
    have.state_from = state ? state->boot_id : std::string();
    states_.named(*key);
    if (!state) return look;
    note_statuses(look, rollup_.report(*state, now.shown));
    // It may have waited for this, or has removed what its document names.
    if ((index_.knows(*key) && !has_document(*key)) || names_missing(*key)) look.devices.insert(*key);
  }
  return look;
}

dirty fleet::on_event(const device_id& device, const contracts::device_event& said, wall_clock::time_point now) {
  if (!said.deployment) return {};
  const auto slash = said.deployment->find('/');
  if (slash == std::string::npos) return {};
  const auto known = accepted_.find({said.deployment->substr(0, slash), said.deployment->substr(slash + 1)});
  if (known == accepted_.end() || !index_.matched(known->second.uid).contains(device)) return {};
  contracts::recent_event what{.device_id = device, .severity = said.severity, .message = said.message, .at = {}};
  what.at.at = now;
  events_.add(known->second.uid, std::move(what), said.at);
  dirty look;
  look.statuses.insert(known->first);
  return look;
}

dirty fleet::on_heartbeat(const device_id& device, const contracts::heartbeat& said, moment now) {
  dirty look;
  if (!index_.knows(device)) {
    if (infos_ready_) ask_for_report(look, device, now.measured);
    return look;
  }
  rollup_.heard(device, now.shown);
  if (presence_.heard(device, now.measured)) note_statuses(look, rollup_.set_unreachable(device, false));
  if (infos_.contains(device) || states_.contains(device)) {
    ask_for_report(look, device, now.measured);
    return look;
  }
  if (voices_.heard(device, said.boot_id, now.measured)) look.doubled.insert(device);
  // Each of the two would answer, and the other's next heartbeat would not fit.
  if (voices_.two(device)) return look;
  if (fits(device, said)) {
    mismatched_.erase(device);
  } else if (!mismatched_.insert(device).second) {
    // Once is a document that is still on its way; twice is one that got lost.
    look.resync.insert(device);
  }
  return look;
}

bool fleet::fits(const device_id& device, const contracts::heartbeat& said) const {
  const auto have = held_.find(device);
  if (have == held_.end() || have->second.state_digest.empty() || have->second.state_digest != said.digest) return false;
  // The labels may be those of another agent that had this id. An info that cannot be read here leaves us with an older one.
  return have->second.info_from == said.boot_id || unreadable_infos_.contains(device);
}

bool fleet::from_other_agent(const device_id& device, const std::string& boot_id) const {
  if (!voices_.two(device)) return false;
  const auto have = held_.find(device);
  return have != held_.end() && !have->second.state_from.empty() && have->second.state_from != boot_id;
}

void fleet::ask_for_report(dirty& to, const device_id& device, steady_clock::time_point now) {
  // An info that cannot be read here is likely to be the same when it is said again.
  if (const auto unreadable = unreadable_infos_.find(device); unreadable != unreadable_infos_.end()) {
    if (now < unreadable->second) return;
    unreadable->second = now + unreadable_again;
  }
  to.resync.insert(device);
}

void fleet::on_connection(bool there, steady_clock::time_point now) {
  for (auto* waiting : {&infos_, &states_}) {
    if (there)
      waiting->resume(now);
    else
      waiting->pause(now);
  }
}

dirty fleet::on_silence(steady_clock::time_point now) {
  dirty look;
  const auto silent = presence_.expire(now);
  for (const auto& device : silent) {
    log::debug("device is silent", {{"device", device.text()}});
    note_statuses(look, rollup_.set_unreachable(device, true));
  }
  // One line: a network that goes down makes thousands of them silent at once.
  if (!silent.empty()) log::info("devices became silent", {{"devices", silent.size()}, {"one_of_them", silent[0].text()}});
  for (const auto& device : infos_.expire(now)) forget_device(look, device);
  for (const auto& device : states_.expire(now)) forget_state(look, device);
  end_patience(look, now);
  return look;
}

}  // namespace harmony::fleet
