// SPDX-License-Identifier: Apache-2.0
#include "told_fleet.hpp"

#include <algorithm>

#include "fixtures.hpp"
#include "harmony/contracts/digest.hpp"

namespace harmony::fleet::test {

namespace {

// As data-model.md has it: three heartbeats that did not come.
constexpr auto silence = 90s;
constexpr auto patience = 1h;

bool names(const std::vector<contracts::desired_deployment>& all, const kube::object_key& key) {
  return std::ranges::contains(all, key, [](const auto& one) { return key_of(one); });
}

bool by_name(const contracts::desired_deployment& one, const contracts::desired_deployment& other) {
  return key_of(one) < key_of(other);
}

}  // namespace

kube::object_key key_of(const std::string& text) {
  const auto slash = text.find('/');
  return {text.substr(0, slash), text.substr(slash + 1)};
}

kube::object_key key_of(const contracts::desired_deployment& entry) { return {entry.namespace_.text(), entry.name.text()}; }

contracts::desired_deployment entry_of(const resource_version& what) {
  return {.namespace_ = *contracts::resource_name::parse(what.key.namespace_),
          .name = *contracts::resource_name::parse(what.key.name),
          .uid = what.uid,
          .generation = what.generation,
          .revision = what.revision};
}

template <class T>
std::optional<device_id> believed<T>::take(const news<T>& what, time_point now) {
  switch (what.kind) {
    case news_kind::init:
      unnamed.clear();
      for (const auto& [device, one] : rows) unnamed.insert(device);
      break;
    case news_kind::init_done:
      for (const auto& device : unnamed)
        if (auto& one = rows.at(device); !one.until) one.until = now + silence;
      unnamed.clear();
      ready = true;
      break;
    case news_kind::item:
    case news_kind::applied:
      unnamed.erase(device(what.key));
      rows[device(what.key)] = {what.value, what.text};
      break;
    case news_kind::deleted:
      unnamed.erase(device(what.key));
      rows.erase(device(what.key));
      return device(what.key);
  }
  return std::nullopt;
}

template <class T>
std::set<device_id> believed<T>::expire(time_point now) {
  std::set<device_id> over;
  for (const auto& [device, one] : rows)
    if (one.until && *one.until <= now) over.insert(device);
  for (const auto& device : over) {
    rows.erase(device);
    unnamed.erase(device);
  }
  return over;
}

void told_fleet::on_resource(const news<resource_version>& what) {
  switch (what.kind) {
    case news_kind::init: listed_.clear(); break;
    case news_kind::item: listed_[key_of(what.key)] = what.value; break;
    case news_kind::init_done:
      for (const auto& [key, version] : resources_) {
        if (listed_.contains(key)) continue;
        if (decided_[key].withdrawn)
          seen_deleted_.insert(key);
        else
          patient_ = true, patient_until_.reset(), seen_deleted_.erase(key);
      }
      if (!patient_) seen_deleted_.clear();
      resources_ = listed_;
      resources_ready_ = true;
      for (const auto& [key, version] : resources_) came(key);
      break;
    case news_kind::applied:
      resources_[key_of(what.key)] = what.value;
      came(key_of(what.key));
      break;
    case news_kind::deleted:
      if (resources_.erase(key_of(what.key)) > 0 && patient_) seen_deleted_.insert(key_of(what.key));
      break;
  }
}

void told_fleet::came(const kube::object_key& key) {
  seen_deleted_.erase(key);
  if (patient_ && undecided(key) && !decided_[key].refused) waited_for_.insert(key);
}

bool told_fleet::missing(const kube::object_key& key) const {
  return patient_ && !resources_.contains(key) && !seen_deleted_.contains(key);
}

void told_fleet::on_info(const news<contracts::device_info>& what, time_point now) {
  const bool says = what.kind == news_kind::item || what.kind == news_kind::applied;
  if (says && is_the_other(device(what.key), what.value->boot_id)) {
    // That there is somebody with this id, it says.
    infos_.unnamed.erase(device(what.key));
    infos_.rows.at(device(what.key)).until.reset();
    return;
  }
  if (const auto gone = infos_.take(what, now)) forget_device(*gone);
  if (says) signs_.try_emplace(device(what.key), now);
}

void told_fleet::on_state(const news<contracts::device_state>& what, time_point now) {
  const bool says = what.kind == news_kind::item || what.kind == news_kind::applied;
  if (!says || !is_the_other(device(what.key), what.value->boot_id)) states_.take(what, now);
}

void told_fleet::on_document(const news<contracts::desired_state>& what) {
  switch (what.kind) {
    case news_kind::init:
      unlisted_documents_.clear();
      for (const auto& [device, one] : documents_) unlisted_documents_.insert(device);
      break;
    case news_kind::init_done:
      for (const auto& device : unlisted_documents_) documents_.erase(device);
      unlisted_documents_.clear();
      documents_ready_ = true;
      break;
    case news_kind::item:
    case news_kind::applied: set_document(device(what.key), what.revision, what.value); break;
    case news_kind::deleted:
      unlisted_documents_.erase(device(what.key));
      documents_.erase(device(what.key));
      break;
  }
}

told_fleet::heartbeat_answer told_fleet::on_heartbeat(const device_id& device, const contracts::heartbeat& said,
                                                      time_point now) {
  if (!infos_.rows.contains(device)) return {.resync = infos_.ready};
  signs_[device] = {now};
  if (infos_.waits_for(device) || states_.waits_for(device)) return {.resync = true};
  const bool had_two = has_two(device, now);
  auto& all = speakers_[device];
  if (all.empty() || all.back().boot_id != said.boot_id) all.push_back({said.boot_id, now});
  two_.clear();
  for (const auto& [one, speakers] : speakers_)
    if (has_two(one, now)) two_.insert(one);
  if (two_.contains(device)) return {.doubled = !had_two};
  const auto known = states_.rows.find(device);
  const bool fits = known != states_.rows.end() && contracts::short_digest(known->second.text) == said.digest &&
                    infos_.rows.at(device).value->boot_id == said.boot_id;
  const auto last = fitted_.find(device);
  const bool twice = !fits && last != fitted_.end() && !last->second;
  fitted_[device] = fits;
  return {.resync = twice};
}

bool told_fleet::has_two(const device_id& device, time_point now) const {
  const auto known = speakers_.find(device);
  if (known == speakers_.end()) return false;
  const auto& all = known->second;
  for (std::size_t at = 2; at < all.size(); ++at)
    if (all[at].boot_id == all[at - 2].boot_id && now < all[at].since + silence) return true;
  return false;
}

bool told_fleet::is_the_other(const device_id& device, const std::string& boot_id) const {
  const auto known = states_.rows.find(device);
  return two_.contains(device) && known != states_.rows.end() && known->second.value->boot_id != boot_id;
}

void told_fleet::forget_device(const device_id& device) {
  signs_.erase(device);
  speakers_.erase(device);
  two_.erase(device);
  fitted_.erase(device);
}

void told_fleet::on_event(const device_id& device, const kube::object_key& about, const std::string& message) {
  const auto what = accepted(about);
  if (what == nullptr || !selects(*what, device)) return;
  auto& messages = messages_[what->uid];
  messages.insert(messages.begin(), message);
  if (messages.size() > contracts::max_recent_events) messages.pop_back();
}

void told_fleet::on_silence(time_point now) {
  for (auto& [device, one] : signs_) one.silent = one.silent || one.last + silence <= now;
  for (const auto& device : infos_.expire(now)) forget_device(device);
  states_.expire(now);
  if (patient_ && !patient_until_ && ready() && !resources_.empty()) patient_until_ = now + patience;
  if (!patient_ || !patient_until_ || now < *patient_until_) return;
  patient_ = false;
  patient_until_.reset();
  seen_deleted_.clear();
}

void told_fleet::accept(const version_ptr& what) {
  if (const auto before = accepted(what->key); before != nullptr && before->uid != what->uid) messages_.erase(before->uid);
  decided_[what->key] = {.accepted = what};
  waited_for_.erase(what->key);
}

void told_fleet::refuse(const kube::object_key& key, std::int64_t generation) {
  decided_[key].refused = true;
  decided_[key].put_off = false;
  decided_[key].generation = generation;
  waited_for_.erase(key);
}

void told_fleet::put_off(const kube::object_key& key, std::int64_t generation) {
  auto& now = decided_[key];
  // Of one that came when what is not there was deleted no device can have anything.
  if (!waited_for_.contains(key) && !now.refused) return;
  now.put_off = now.put_off || !now.refused;
  if (now.put_off) now.generation = generation;
  now.refused = true;
  waited_for_.erase(key);
}

void told_fleet::withdraw(const kube::object_key& key) {
  if (const auto before = accepted(key)) messages_.erase(before->uid);
  decided_[key] = {.withdrawn = resources_.contains(key)};
  waited_for_.erase(key);
}

void told_fleet::written(const device_id& device, std::uint64_t revision,
                         std::shared_ptr<const contracts::desired_state> document) {
  set_document(device, revision, std::move(document));
}

void told_fleet::lead() {
  waited_for_.clear();
  patient_ = true;
  patient_until_.reset();
  for (const auto& [key, version] : resources_)
    if (undecided(key) && !decided_[key].refused) waited_for_.insert(key);
}

version_ptr told_fleet::resource(const kube::object_key& key) const {
  const auto found = resources_.find(key);
  return found == resources_.end() ? nullptr : found->second;
}

version_ptr told_fleet::accepted(const kube::object_key& key) const {
  const auto found = decided_.find(key);
  return found == decided_.end() ? nullptr : found->second.accepted;
}

contracts::aggregate told_fleet::recount(const kube::object_key& key) const {
  contracts::aggregate counted;
  const auto& what = *accepted(key);
  for (const auto& [device, info] : infos_.rows) {
    if (!contracts::matches(what.selector, info.value->labels)) continue;
    ++counted.matched;
    if (signs_.at(device).silent) ++counted.unreachable;
    const auto state = states_.rows.find(device);
    const contracts::deployment_state* report = nullptr;
    if (state != states_.rows.end()) {
      const auto& all = state->second.value->deployments;
      const auto first = std::ranges::find(all, what.uid, &contracts::deployment_state::uid);
      if (first != all.end() && first->revision == what.revision) report = &*first;
    }
    if (report != nullptr) ++counted.updated;
    if (report != nullptr && report->phase == contracts::phase::running) {
      ++counted.succeeded;
    } else if (report != nullptr && report->phase == contracts::phase::failed) {
      ++counted.failed;
    } else {
      ++counted.pending;
    }
  }
  if (const auto messages = messages_.find(what.uid); messages != messages_.end())
    for (const auto& one : messages->second) counted.recent_events.push_back({.message = one, .at = {}});
  return counted;
}

std::optional<std::vector<contracts::desired_deployment>> told_fleet::plan(const device_id& device) const {
  const bool known = infos_.rows.contains(device);
  const auto* stored = document(device);
  if (stored == nullptr && (!known || !waited_for_.empty())) return std::nullopt;
  const auto had = reported(device);
  if (stored == nullptr && patient_ && !had) return std::nullopt;
  std::vector<contracts::desired_deployment> next;
  for (const auto& [key, made] : decided_) {
    // Refused, and accepted by nobody: a device whose document is lost keeps what it says to have of it.
    if (stored != nullptr || !undecided(key) || !made.refused) continue;
    if (!had) return std::nullopt;
    for (const auto& one : *had) {
      if (key_of(one) != key || (!patient_ && one.uid != resources_.at(key)->uid)) continue;
      next.push_back(one);
      next.back().generation = made.generation;
      break;
    }
  }
  for (const auto& [key, made] : decided_)
    if (made.accepted != nullptr && selects(*made.accepted, device)) next.push_back(entry_of(*made.accepted));
  // So does it keep what may be lost.
  if (stored == nullptr && had)
    for (const auto& one : *had)
      if (missing(key_of(one)) && !names(next, key_of(one))) next.push_back(one);
  if (stored != nullptr) {
    for (const auto& one : stored->deployments) {
      if (names(next, key_of(one))) continue;
      const bool accepted_and_nobody_knows = accepted(key_of(one)) != nullptr && !known;
      // What the device says that it does not have may be missing for the reason that NATS lost its deletion.
      const bool may_have = !had || names(*had, key_of(one));
      if (accepted_and_nobody_knows || undecided(key_of(one)) || (missing(key_of(one)) && may_have)) next.push_back(one);
    }
  }
  std::ranges::sort(next, by_name);
  if (stored != nullptr && stored->deployments == next) return std::nullopt;
  return next;
}

std::optional<std::vector<contracts::desired_deployment>> told_fleet::reported(const device_id& device) const {
  const auto found = states_.rows.find(device);
  if (found == states_.rows.end()) return std::nullopt;
  std::vector<contracts::desired_deployment> had;
  std::set<std::string> uids;
  for (const auto& one : found->second.value->deployments) {
    // What is said of one uid first counts.
    if (!uids.insert(one.uid).second || one.phase == contracts::phase::removing) continue;
    had.push_back({.namespace_ = one.namespace_, .name = one.name, .uid = one.uid, .revision = one.revision});
  }
  return had;
}

bool told_fleet::named(const kube::object_key& key) const {
  return std::ranges::any_of(documents_, [&](const auto& one) {
    const auto* known = document(one.first);
    return known != nullptr && names(known->deployments, key);
  });
}

std::set<kube::object_key> told_fleet::differing(const device_id& device,
                                                 const std::vector<contracts::desired_deployment>& next) const {
  std::set<kube::object_key> keys;
  const auto* known = document(device);
  const auto before = known == nullptr ? std::vector<contracts::desired_deployment>() : known->deployments;
  for (const auto& one : before)
    if (!std::ranges::contains(next, one)) keys.insert(key_of(one));
  for (const auto& one : next)
    if (!std::ranges::contains(before, one)) keys.insert(key_of(one));
  return keys;
}

const contracts::desired_state* told_fleet::document(const device_id& device) const {
  const auto found = documents_.find(device);
  return found == documents_.end() ? nullptr : found->second.value.get();
}

void told_fleet::set_document(const device_id& device, std::uint64_t revision,
                              std::shared_ptr<const contracts::desired_state> value) {
  const bool first_of_listing = unlisted_documents_.erase(device) > 0;
  const auto known = documents_.find(device);
  if (known != documents_.end() && !first_of_listing && known->second.revision >= revision) return;
  documents_[device] = {revision, std::move(value)};
}

bool told_fleet::selects(const resource_version& what, const device_id& device) const {
  const auto info = infos_.rows.find(device);
  return info != infos_.rows.end() && contracts::matches(what.selector, info->second.value->labels);
}

bool told_fleet::undecided(const kube::object_key& key) const {
  const auto made = decided_.find(key);
  if (made != decided_.end() && (made->second.accepted != nullptr || made->second.withdrawn)) return false;
  return resources_.contains(key);
}

}  // namespace harmony::fleet::test
