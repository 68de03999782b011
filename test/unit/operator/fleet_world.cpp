// SPDX-License-Identifier: Apache-2.0
#include "fleet_world.hpp"

#include <utility>

#include "fixtures.hpp"
#include "harmony/contracts/digest.hpp"

namespace harmony::fleet::test {

namespace {

/// The key in a set or map that is `wanted` or comes after it, or the first; `wanted` if there is none.
template <class Keys, class Key>
Key at_or_after(const Keys& keys, const Key& wanted) {
  const auto key_at = [](const auto& place) {
    if constexpr (requires { place->first; })
      return place->first;
    else
      return *place;
  };
  if (keys.empty()) return wanted;
  const auto found = keys.lower_bound(wanted);
  return key_at(found == keys.end() ? keys.begin() : found);
}

contracts::labels labels_of(unsigned choice) {
  contracts::labels all;
  if (const auto site = one_of(choice, 3); site > 0) all.merge(labels({{"site", site == 1 ? "lyon" : "paris"}}));
  if (const auto tier = one_of(choice, 3); tier > 0) all.merge(labels({{"tier", tier == 1 ? "edge" : "core"}}));
  return all;
}

contracts::label_selector selector_of(unsigned which) {
  using contracts::selector_operator;
  const auto key = *contracts::label_key::parse(which == 3 ? "tier" : "site");
  switch (which) {
    case 0: return selector({{"site", "lyon"}});
    case 1: return selector({{"tier", "edge"}});
    case 2: return selector({{"site", "lyon"}, {"tier", "edge"}});
    case 3: return {.match_expressions = {{.key = key, .operator_ = selector_operator::exists}}};
    case 4:
      return {.match_expressions = {
                  {.key = key, .operator_ = selector_operator::not_in, .values = {*contracts::label_value::parse("lyon")}}}};
    default: return {};
  }
}

std::string boot_of(unsigned boot) { return "boot-" + std::to_string(boot); }

std::string uid_of(const kube::object_key& key, unsigned made) {
  return key.namespace_ + "-" + key.name + "-" + std::to_string(made);
}

}  // namespace

const device_id& id_of(unsigned device) {
  static const std::array ids{test::device("d0"), test::device("d1"), test::device("d2"), test::device("d3")};
  return ids[device];
}

unsigned one_of(unsigned& choice, unsigned below) {
  const auto taken = choice % below;
  choice /= below;
  return taken;
}

fleet_world::fleet_world() {
  restart(0);
  // A history that begins with a start of the operator is one in which it restarts first.
  work_on_everything();
}

void fleet_world::perform(const step& one) {
  const auto& key = all_keys[one.resource];
  const auto device = id_of(one.device);
  // What cannot be done with the one is done with the next.
  const auto to_decide = at_or_after(dirty_.deployments.empty() ? tried_later_ : dirty_.deployments, key);
  const auto to_write = at_or_after(dirty_.devices, device);
  const bool fails = one.choice % 6 == 0;
  const auto how = one.choice % 6 == 1 ? ending::refused : fails ? ending::unanswered : ending::done;
  switch (one.what) {
    case verb::apply: apply(one); break;
    case verb::remove: remove(key); break;
    case verb::tear_out: feeds_.resources.erase(key.text()); break;
    case verb::label:
      devices_[one.device].there = true;
      devices_[one.device].first.labels = labels_of(one.choice);
      say_who(one.device, devices_[one.device].first);
      break;
    case verb::report: report(one.device, devices_[one.device].first, one.choice); break;
    case verb::scrap: scrap(one.device); break;
    case verb::beat: beat(one.device, devices_[one.device].first); break;
    case verb::second: second(one); break;
    case verb::beat_in_turn: beat_in_turn(one.device, one.choice); break;
    case verb::leave: leave(one.device); break;
    case verb::tell: {
      const auto message = "message " + std::to_string(one.choice);
      told_.on_event(device, key, message);
      note(fleet_->on_event(device, {.at = {}, .message = message, .deployment = key.text()}, now_.shown));
      break;
    }
    case verb::answer:
      if (dirty_.resync.erase(device) > 0) answer(one.device, one.choice);
      break;
    case verb::pass: pass(std::array{10s, 30s, 100s, 3600s}[one.choice % 4]); break;
    case verb::deliver:
      for (auto count = one.choice % 3 + 1; count > 0; --count)
        for (unsigned from = 0; from < source_count; ++from)
          if (deliver(static_cast<source>((static_cast<unsigned>(one.from) + from) % source_count))) break;
      break;
    case verb::repeat: repeat(one.from); break;
    case verb::relist: relist(one.from); break;
    case verb::lose: lose(one.from, one.choice); break;
    case verb::meddle: meddle(one); break;
    case verb::decide: begin_to_decide(to_decide), end_deciding(to_decide, how); break;
    case verb::begin_to_decide: begin_to_decide(to_decide); break;
    case verb::end_deciding: end_deciding(at_or_after(deciding_, key), how); break;
    case verb::write: begin_to_write(to_write), land(to_write), hear_back(to_write, fails); break;
    case verb::begin_to_write: begin_to_write(to_write); break;
    case verb::land: land(at_or_after(writing_, device)); break;
    case verb::hear_back: hear_back(at_or_after(writing_, device), fails); break;
    case verb::look_at_status: look_at_status(at_or_after(dirty_.statuses, key)); break;
    case verb::restart: restart(one.choice); break;
  }
}

void fleet_world::apply(const step& one) {
  const auto& key = all_keys[one.resource];
  auto choice = one.choice;
  resource_version next{.key = key, .uid = {}, .selector = selector_of(one_of(choice, 6)), .revision = {}};
  next.revision = revision(static_cast<char>('a' + one_of(choice, 3)));
  next.readable = one_of(choice, 8) > 0;
  if (const auto* known = feeds_.resources.find(key.text())) {
    if (known->value->deleting) return;
    next.uid = known->value->uid;
    next.generation = known->value->generation + 1;
    next.held = known->value->held;
  } else {
    next.uid = uid_of(key, ++made_[key]);
  }
  change(key, std::move(next));
}

void fleet_world::remove(const kube::object_key& key) {
  const auto* known = feeds_.resources.find(key.text());
  if (known == nullptr || known->value->deleting) return;
  auto next = *known->value;
  if (!next.held) return feeds_.resources.erase(key.text());
  next.deleting = true;
  ++next.generation;
  change(key, std::move(next));
}

void fleet_world::change(const kube::object_key& key, resource_version to) {
  auto version = std::make_shared<const resource_version>(std::move(to));
  versions_[feeds_.resources.put(key.text(), {}, version)] = version;
}

void fleet_world::say_who(unsigned device, const agent& who) {
  if (!devices_[device].there) return;
  contracts::device_info said{
      .device = id_of(device), .labels = who.labels, .inventory = {}, .boot_id = boot_of(who.boot), .at = {}};
  auto text = contracts::encode_text(said);
  feeds_.infos.put(id_of(device).text(), std::move(text), std::make_shared<const contracts::device_info>(std::move(said)));
}

void fleet_world::say_what(unsigned device, agent& who) {
  if (!devices_[device].there) return;
  if (!who.state) who.state = {.device = id_of(device), .boot_id = boot_of(who.boot), .at = {}, .deployments = {}};
  auto text = contracts::encode_text(*who.state);
  who.digest = contracts::short_digest(text);
  feeds_.states.put(id_of(device).text(), std::move(text), std::make_shared<const contracts::device_state>(*who.state));
}

void fleet_world::report(unsigned device, agent& who, unsigned choice) {
  if (!devices_[device].there) return;
  // A new start of the agent, now and then: it is one agent all the same.
  if (one_of(choice, 4) == 0) who.boot = ++devices_[device].boots;
  contracts::device_state said{.device = id_of(device), .boot_id = boot_of(who.boot), .at = {}};
  for (const auto& key : all_keys) {
    const auto phase = one_of(choice, 5);
    auto made = made_[key];
    if (phase == 0 || made == 0) continue;
    // Some still say what they have of the one before.
    if (one_of(choice, 5) == 0 && made > 1) --made;
    const auto digit = static_cast<char>('a' + one_of(choice, 3));
    const auto phases =
        std::array{contracts::phase::pending, contracts::phase::running, contracts::phase::failed, contracts::phase::removing};
    said.deployments.push_back(reported(uid_of(key, made), digit, phases[phase - 1], phase == 3 ? "no such image" : "", key));
  }
  // And one device in some says the first thing twice, differently.
  if (one_of(choice, 8) == 0 && !said.deployments.empty()) {
    said.deployments.push_back(said.deployments.front());
    said.deployments.back().phase = contracts::phase::failed;
  }
  who.state = std::move(said);
  say_what(device, who);
}

void fleet_world::second(const step& one) {
  auto& of = devices_[one.device];
  if (!of.there) return;
  of.doubled = true;
  if (!of.second) of.second = {.boot = ++of.boots};
  auto choice = one.choice;
  switch (one_of(choice, 6)) {
    case 0: of.second.reset(); break;
    case 1:
    case 2:
      of.second->labels = labels_of(choice);
      say_who(one.device, *of.second);
      break;
    default: report(one.device, *of.second, choice); break;
  }
}

void fleet_world::beat_in_turn(unsigned device, unsigned choice) {
  auto& of = devices_[device];
  if (!of.second) return;
  for (auto left = one_of(choice, 4) + 1; left > 0; --left) beat(device, (left + choice) % 2 == 0 ? of.first : *of.second);
}

void fleet_world::leave(unsigned device) {
  auto& of = devices_[device];
  if (of.second) of.first = *std::exchange(of.second, std::nullopt);
}

void fleet_world::answer(unsigned device, unsigned choice) {
  auto& of = devices_[device];
  const bool first_is_first = one_of(choice, 2) == 0;
  if (first_is_first) say_who(device, of.first), say_what(device, of.first);
  if (of.second) say_who(device, *of.second), say_what(device, *of.second);
  if (!first_is_first) say_who(device, of.first), say_what(device, of.first);
}

void fleet_world::scrap(unsigned device) {
  const auto boot = devices_[device].boots + 1;
  devices_[device] = {.first = {.boot = boot}, .boots = boot};
  feeds_.infos.erase(id_of(device).text());
  feeds_.states.erase(id_of(device).text());
}

void fleet_world::meddle(const step& one) {
  const auto id = id_of(one.device);
  auto choice = one.choice;
  switch (one_of(choice, 4)) {
    case 0: feeds_.documents.put(id.text(), "{", nullptr); return;
    case 1:
      hear_before(id, one_of(choice, 2) == 0);
      feeds_.documents.erase(id.text());
      return;
    default: break;
  }
  contracts::desired_state document{.device = id, .deployments = {}};
  if (const auto& key = all_keys[one.resource]; one_of(choice, 3) > 0) {
    const resource_version other{.key = key, .uid = uid_of(key, made_[key]), .selector = {}, .revision = revision('d')};
    document.deployments.push_back(entry_of(other));
  }
  auto text = contracts::encode_text(document);
  feeds_.documents.put(id.text(), std::move(text), std::make_shared<const contracts::desired_state>(std::move(document)));
}

void fleet_world::beat(unsigned device, const agent& who) {
  if (!devices_[device].there) return;
  const auto& id = id_of(device);
  const contracts::heartbeat said{.at = {}, .boot_id = boot_of(who.boot), .digest = who.digest};
  const auto expected = told_.on_heartbeat(id, said, now_.measured);
  auto given = fleet_->on_heartbeat(id, said, now_);
  if (given.resync.contains(id) != expected.resync)
    wrong_answer_ = fmt::format("{} is asked to report again: {}", id.text(), !expected.resync);
  if (given.doubled.contains(id) != expected.doubled)
    wrong_answer_ = fmt::format("that two agents have the id {} is news: {}", id.text(), !expected.doubled);
  note(std::move(given));
}

void fleet_world::pass(std::chrono::seconds time) {
  now_.measured += time;
  now_.shown += time;
  told_.on_silence(now_.measured);
  note(fleet_->on_silence(now_.measured));
}

}  // namespace harmony::fleet::test
