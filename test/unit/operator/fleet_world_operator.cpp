// SPDX-License-Identifier: Apache-2.0
// The operator's own part of the world: its watches and its reconcilers, as operator.cpp and the reconcilers have them.
#include <cstdint>

#include "fleet_world.hpp"

namespace harmony::fleet::test {

namespace {

using kube_event = kube::watch_event;

/// A watch's news as the event that the fleet takes.
template <class Key, class Value>
sync::event<Key, Value> event_of(news_kind kind, Key key, std::shared_ptr<const Value> value) {
  switch (kind) {
    case news_kind::init: return sync::init{};
    case news_kind::item: return sync::item<Key, Value>{std::move(key), std::move(value)};
    case news_kind::init_done: return sync::init_done{};
    case news_kind::applied: return sync::applied<Key, Value>{std::move(key), std::move(value)};
    case news_kind::deleted: return sync::deleted<Key>{std::move(key)};
  }
  std::unreachable();
}

/// What is read of it: by the fleet its identity, by the reconciler below its version's number.
boost::json::value object_of(const news<resource_version>& what) {
  if (what.value == nullptr) return nullptr;
  const auto& [space, name] = what.value->key;
  return {{"version", what.revision}, {"metadata", {{"namespace", space}, {"name", name}, {"uid", what.value->uid}}}};
}

template <class T>
nats::watch_event event_of(const news<T>& what) {
  auto entry = std::make_shared<const nats::entry>(nats::entry{.key = what.key, .revision = what.revision, .value = what.text});
  return event_of<std::string, nats::entry>(what.kind, what.key, std::move(entry));
}

/// Calls `act` with the feed.
template <class World, class Act>
void with_feed(World& world, source from, Act act) {
  switch (from) {
    case source::resources: act(world.resources); break;
    case source::infos: act(world.infos); break;
    case source::states: act(world.states); break;
    case source::documents: act(world.documents); break;
  }
}

}  // namespace

bool fleet_world::deliver(source from) {
  bool told = false;
  with_feed(feeds_, from, [&](auto& feed) {
    const auto what = feed.next();
    if (what) tell(*what);
    told = what.has_value();
  });
  return told;
}

void fleet_world::repeat(source from) {
  with_feed(feeds_, from, [&](auto& feed) {
    if (const auto what = feed.before()) tell(*what);
  });
}

void fleet_world::relist(source from) {
  with_feed(feeds_, from, [](auto& feed) { feed.list_anew(); });
}

void fleet_world::lose(source from, unsigned choice) {
  if (from == source::resources) return feeds_.resources.lack(all_keys[choice % resource_count].text());
  if (from == source::documents)
    for (const auto& [device, write] : std::map(writing_)) hear_before(device, one_of(choice, 2) == 0);
  with_feed(feeds_, from, [](auto& feed) { feed.lose(); });
}

void fleet_world::tell(const news<resource_version>& what) {
  told_.on_resource(what);
  auto value = std::make_shared<const boost::json::value>(object_of(what));
  const auto key = what.key.empty() ? kube::object_key{} : key_of(what.key);
  note(fleet_->on_resource(event_of<kube::object_key, boost::json::value>(what.kind, key, std::move(value))));
}

void fleet_world::tell(const news<contracts::device_info>& what) {
  told_.on_info(what, now_.measured);
  note(fleet_->on_info(event_of(what), now_.measured));
}

void fleet_world::tell(const news<contracts::device_state>& what) {
  told_.on_state(what, now_.measured);
  note(fleet_->on_state(event_of(what), now_));
}

void fleet_world::tell(const news<contracts::desired_state>& what) {
  told_.on_document(what);
  note(fleet_->on_document(event_of(what)));
}

void fleet_world::note(dirty what) {
  dirty_.deployments.merge(what.deployments);
  dirty_.devices.merge(what.devices);
  dirty_.statuses.merge(what.statuses);
  dirty_.resync.merge(what.resync);
}

bool fleet_world::leads() {
  if (leading_ || !fleet_->ready()) return leading_;
  fleet_->lead({.lease_uid = "lease", .transitions = ++terms_});
  told_.lead();
  return leading_ = true;
}

void fleet_world::begin_to_decide(const kube::object_key& key) {
  if (!leads() || deciding_.contains(key) || dirty_.deployments.erase(key) + tried_later_.erase(key) == 0) return;
  const auto object = fleet_->resource(key);
  deciding_[key] = object ? versions_.at(object->at("version").to_number<std::uint64_t>()) : nullptr;
}

void fleet_world::end_deciding(const kube::object_key& key, ending how) {
  auto taken = deciding_.extract(key);
  if (taken.empty()) return;
  const auto version = taken.mapped();
  const bool gone = version == nullptr || (version->deleting && !version->held);
  if (gone || version->deleting) {
    told_.withdraw(key);
    note(fleet_->withdraw(key));
  }
  if (gone) return;
  const auto* now = feeds_.resources.find(key.text());
  const bool unchanged = now != nullptr && now->value == version;
  if (version->deleting) {
    if (fleet_->named(key)) return;
    if (how != ending::done) dirty_.deployments.insert(key);
    if (how == ending::done && unchanged) feeds_.resources.erase(key.text());
  } else if (how != ending::done && (!version->held || version->readable)) {
    // Its score, or the finalizer that it needs, is not written.
    if (how == ending::unanswered) {
      dirty_.deployments.insert(key);
      return;
    }
    tried_later_.insert(key);
    told_.put_off(key, version->generation);
    note(fleet_->put_off(key, version->generation));
  } else if (!version->held) {
    auto held = *version;
    held.held = true;
    if (unchanged) change(key, std::move(held));
  } else if (!version->readable) {
    told_.refuse(key, version->generation);
    note(fleet_->refuse(key, version->generation, {.code = errc::invalid, .message = "not readable"}));
  } else {
    told_.accept(version);
    note(fleet_->accept(
        {.key = key, .uid = version->uid, .generation = version->generation, .revision = version->revision, .score = "{}"},
        version->selector));
  }
}

void fleet_world::begin_to_write(const device_id& device) {
  if (!leads() || writing_.contains(device) || dirty_.devices.erase(device) == 0) return;
  auto planned = fleet_->plan_document(device);
  if (!planned.next) return;
  const auto* stored = fleet_->document(device);
  writing_[device] = {.document = std::move(*planned.next),
                      .over = stored == nullptr ? std::nullopt : std::optional(stored->revision)};
}

void fleet_world::land(const device_id& device) {
  const auto found = writing_.find(device);
  if (found == writing_.end() || found->second.landed || found->second.refused) return;
  auto& write = found->second;
  const auto* now = feeds_.documents.find(device.text());
  write.refused = now == nullptr ? write.over.has_value() : write.over != now->revision;
  if (write.refused) return;
  write.landed = feeds_.documents.put(device.text(), contracts::encode_text(write.document),
                                      std::make_shared<const contracts::desired_state>(write.document));
}

void fleet_world::hear_back(const device_id& device, bool fails) {
  const auto found = writing_.find(device);
  if (found == writing_.end()) return;
  auto write = std::move(found->second);
  writing_.erase(found);
  // No answer, or one that it was refused: it is tried again.
  if (fails || !write.landed) dirty_.devices.insert(device);
  if (fails) return;
  if (write.landed) {
    told_.written(device, *write.landed, std::make_shared<const contracts::desired_state>(write.document));
    note(fleet_->document_written(device, *write.landed, std::move(write.document)));
  } else if (const auto* now = feeds_.documents.find(device.text()); write.refused && now != nullptr) {
    tell({.kind = news_kind::applied, .key = device.text(), .revision = now->revision, .text = now->text, .value = now->value});
  }
}

void fleet_world::hear_before(const device_id& device, bool fails) {
  const auto found = writing_.find(device);
  if (found != writing_.end() && found->second.landed) hear_back(device, fails);
}

void fleet_world::look_at_status(const kube::object_key& key) {
  if (leads() && dirty_.statuses.erase(key) > 0) seen_[key] = status_of(key);
}

void fleet_world::restart(unsigned choice) {
  // What is on its way may arrive all the same.
  if (choice % 2 == 0)
    for (const auto& [device, write] : std::map(writing_)) land(device);
  writing_.clear();
  deciding_.clear();
  tried_later_.clear();
  seen_.clear();
  dirty_ = {};
  leading_ = false;
  told_ = {};
  fleet_.emplace();
  // Whichever of the watches is the first to have told everything.
  for (unsigned from = 0; from < source_count; ++from) relist(static_cast<source>(from));
}

}  // namespace harmony::fleet::test
