// SPDX-License-Identifier: Apache-2.0
#include "device_world.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace harmony::agent::test {

namespace {

constexpr std::array<std::string_view, 3> images{"db:1", "web:1", "web:2"};

contracts::service job(contracts::restart_policy policy) {
  auto one = service("job", "db:1");
  one.restart_policy = policy;
  return one;
}

const std::vector<contracts::score>& scores() {
  using contracts::restart_policy;
  static const std::vector all{
      score({service("web", "web:1")}),
      score({service("db", "db:1"), service("web", "web:2")}),
      score({service("web", "web:1"), job(restart_policy::on_failure)}),
      score({job(restart_policy::never), service("web", "web:2")}),
  };
  return all;
}

const contracts::revision& revision(std::size_t which) {
  static const std::array all{contracts::revision_of(scores()[0]), contracts::revision_of(scores()[1]),
                              contracts::revision_of(scores()[2]), contracts::revision_of(scores()[3])};
  return all[which];
}

const contracts::score& score_of(const contracts::revision& of) {
  for (std::size_t which = 0; which < scores().size(); ++which)
    if (revision(which) == of) return scores()[which];
  std::unreachable();
}

deployment_key key_of(std::string_view name) { return "default/" + std::string(name); }

/// For what is there or not: it mostly is.
bool is_there(const step& one) { return one.choice % 3 > 0; }

}  // namespace

std::optional<std::string> device_world::perform(const step& one) {
  const auto before = device_.runtime.containers;
  const auto told_before = told_;
  std::optional<std::string> wrong;
  if (one.what == verb::reconcile || one.what == verb::change_its_mind) {
    if (one.what == verb::change_its_mind) device_.runtime.on_pull = [&] { want(one), receive(); };
    result<sync::outcome> done;
    wrong = reconcile(key_of(names[one.name]), done);
    device_.runtime.on_pull = [] {};
  } else {
    act(one);
  }
  if (wrong) return wrong;
  if (!went_wrong_.empty()) return went_wrong_;
  if ((wrong = look_at_restarts())) return wrong;

  const auto& after = device_.runtime.containers;
  std::set<std::pair<deployment_key, std::string>> running;
  for (const auto& is : device_.runtime.running())
    if (!running.emplace(is.deployment, is.service).second) return "two run for " + is.deployment + ", service " + is.service;
  if (one.what == verb::remove_by_hand) return std::nullopt;
  const auto is_wanted = [](const documents& document, const container& which) {
    return std::ranges::contains(wanted_by(document, which.is.deployment), which.is, [](const auto& of) { return of.first; });
  };
  for (const auto& which : before) {
    if (std::ranges::contains(after, which.id, &container::id)) continue;
    if (!told_ || !told_before) return which.id + " is gone, and nobody said what should run";
    if (is_wanted(told_before, which) && is_wanted(told_, which)) return which.id + " was as wanted, and is gone";
    const auto* entry = entry_of(told_, which.is.deployment);
    if (entry != nullptr && entry->paused && told_ == told_before) return which.id + " was paused, and is gone";
  }
  return std::nullopt;
}

void device_world::act(const step& one) {
  auto& podman = device_.runtime;
  auto& containers = podman.containers;
  switch (one.what) {
    case verb::want: want(one); break;
    case verb::receive: receive(); break;
    case verb::push_again:
      if (const auto last = door_.last_push()) push(*last);
      break;
    case verb::push_any:
      if (const auto all = door_.pushes(); all > 0) push(one.choice % all);
      break;
    case verb::ask: door_.ask(); break;
    case verb::ask_behind: door_.ask_behind(one.choice); break;
    case verb::answer: act_on(door_.answer()); break;
    case verb::make_anew:
      door_.make_anew();
      if (is_there(one)) door_.write(wanted_);
      break;
    case verb::look_at_all:
      (void)run([this](auto) { return device_.agent().all(); });
      saved();
      break;
    case verb::fail:
      podman.fail_at = podman.changes + 1 + static_cast<int>(one.choice % 5);
      podman.effect_before_failure = one.choice / 5 % 2 == 0;
      break;
    case verb::end:
      if (containers.empty()) break;
      if (auto& which = containers[one.choice % containers.size()]; which.running) {
        which.running = false;
        which.exit_code = std::array{0, 3, 137}[one.choice % 3];
      }
      break;
    case verb::lose_power:
      for (auto& which : containers) which.running = false;
      restart();
      break;
    case verb::remove_by_hand:
      if (!containers.empty())
        containers.erase(containers.begin() + static_cast<std::ptrdiff_t>(one.choice % containers.size()));
      break;
    case verb::restart: restart(); break;
    case verb::hub:
      device_.hub.clear();
      for (std::size_t which = 0; is_there(one) && which < scores().size(); ++which)
        device_.hub.emplace(revision(which), scores()[which]);
      break;
    case verb::registry:
      podman.registry = {images.begin(), images.end()};
      if (!is_there(one)) podman.registry.erase(std::string(images[one.choice / 3 % images.size()]));
      break;
    case verb::prune:
      podman.images.clear();
      if (!is_there(one)) podman.registry.clear();
      break;
    case verb::podman: podman.away = !is_there(one); break;
    case verb::start: podman.unstartable = is_there(one) ? std::set<std::string>{} : std::set<std::string>{"db"}; break;
    case verb::die_young:
      podman.ends.clear();
      if (!is_there(one)) podman.ends = {one.choice / 3 % 2 == 0 ? "web" : "job"};
      podman.exit_code = one.choice / 6 % 2 == 0 ? 0 : 3;
      break;
    case verb::disk:
      disk_full_ = !is_there(one);
      device_.disk_is_full(disk_full_);
      break;
    case verb::reconcile:
    case verb::change_its_mind: std::unreachable();
  }
}

void device_world::want(const step& one) {
  const auto name = std::string(names[one.name]);
  auto entry = contracts::desired_deployment{.namespace_ = *contracts::resource_name::parse("default"),
                                             .name = *contracts::resource_name::parse(name),
                                             .uid = {},
                                             .generation = 1,
                                             .revision = revision(one.choice % scores().size())};
  std::erase_if(wanted_.deployments, [&](const auto& other) { return other.name == entry.name; });
  const auto how = one.choice / scores().size() % 6;
  if (how == 1) ++lives_[name];
  entry.paused = how == 2;
  entry.uid = name + "-" + std::to_string(lives_[name]);
  if (how > 0) wanted_.deployments.push_back(std::move(entry));
  std::ranges::sort(wanted_.deployments, {}, &contracts::desired_deployment::name);
  door_.write(wanted_);
}

void device_world::receive() {
  if (door_.pushes() > 0) push(door_.pushes() - 1);
  while (door_.reads()) {
    door_.ask();
    act_on(door_.answer());
  }
  if (door_.newest() != nullptr && told_ != wanted_) went_wrong_ = "the newest document did not reach the agent";
}

void device_world::push(std::size_t which) {
  const auto pushed = *door_.pushed(which);
  act_on(door_.push(which));
  if (pushed.number > told_number_ && told_ != pushed.what && !door_.reads())
    went_wrong_ = fmt::format("document {} was pushed, and the agent stays with {}", pushed.number, told_number_);
}

void device_world::act_on(std::optional<written_document> document) {
  if (!document) return;
  if (document->number < told_number_)
    went_wrong_ = fmt::format("the agent went back from document {} to {}", told_number_, document->number);
  told_number_ = document->number;
  told_ = std::move(document->what);
  touched_.merge(device_.agent().take(*told_));
  saved();
}

void device_world::saved() {
  if (!told_ || disk_full_) return;
  saved_ = told_;
  saved_number_ = told_number_;
  std::erase_if(scores_, [&](const auto& one) {
    return !std::ranges::contains(told_->deployments, one, &contracts::desired_deployment::revision);
  });
}

void device_world::restart() {
  device_.restart();
  door_.agent_starts();
  touched_ = device_.agent().recall();
  told_ = saved_;
  told_number_ = saved_number_;
  restarts_.clear();
  started_again_.clear();
}

situation device_world::look_at(const deployment_key& key) const {
  situation now{.key = key};
  if (const auto* entry = entry_of(told_, key)) now.entry = *entry;
  if (now.entry && scores_.contains(now.entry->revision)) now.score = score_of(now.entry->revision);
  now.containers = device_.runtime.containers;
  std::erase_if(now.containers, [&](const container& one) { return one.is.deployment != key; });
  now.images = device_.runtime.images;
  now.started_again = started_again_;
  return now;
}

std::optional<std::string> device_world::reconcile(const deployment_key& key, result<sync::outcome>& done) {
  const bool can_look = told_ && !device_.runtime.away;
  const auto* entry = entry_of(told_, key);
  if (can_look && entry != nullptr && device_.hub.contains(entry->revision)) scores_.insert(entry->revision);
  const auto before = look_at(key);
  if (before.entry && (restarts_[key].uid != before.entry->uid || restarts_[key].revision != before.entry->revision))
    restarts_[key] = {.uid = before.entry->uid, .revision = before.entry->revision};
  device_.record.calls.clear();
  done = run([&](auto) { return device_.agent().reconcile(key); });
  const auto after = look_at(key);
  const auto& made = device_.record.calls;
  if (!can_look && !made.empty()) return key + " should have been left as it is, and not: " + made.front().what;
  if (can_look) {
    const auto judged = judge(before, made, after.entry != before.entry);
    if (!judged.wrong.empty()) return key + ": " + judged.wrong;
    restarts_[key].restarts += judged.restarts;
    started_again_.insert(judged.started_again.begin(), judged.started_again.end());
  }
  const bool leaves_it = !told_ || (before.entry && before.entry->paused && after.entry == before.entry);
  if (leaves_it || !done || done->again_after) return std::nullopt;
  return look_at_finished(key);
}

std::optional<std::string> device_world::look_at_restarts() {
  for (const auto name : names) {
    const auto key = key_of(name);
    const auto* state = device_.agent().states().find(key);
    if (state == nullptr)
      restarts_.erase(key);
    else if (state->restarts != restarts_[key].restarts)
      return fmt::format("{} says that {} restarts were made, and {} were", key, state->restarts, restarts_[key].restarts);
  }
  return std::nullopt;
}

std::optional<std::string> device_world::look_at_finished(const deployment_key& key) {
  const auto wanted = wanted_by(told_, key);
  bool failed = false;
  std::size_t there = 0;
  for (const auto& one : device_.runtime.containers) {
    if (one.is.deployment != key) continue;
    ++there;
    const auto found = std::ranges::find(wanted, one.is, [](const auto& of) { return of.first; });
    if (found == wanted.end()) return one.id + " is not wanted, and the agent says that it is done with " + key;
    const bool over = !one.running && one.started_before && !may_run_again(found->second, one.exit_code);
    if (!one.running && !over) return one.id + " does not run, and the agent says that it is done with " + key;
    failed = failed || (over && one.exit_code != 0);
  }
  if (there != wanted.size()) return fmt::format("{} of {} containers of {} are there", there, wanted.size(), key);
  const auto* state = device_.agent().states().find(key);
  const auto* entry = entry_of(told_, key);
  if (entry == nullptr) return state == nullptr ? std::nullopt : std::optional(key + " is gone and reported");
  if (state == nullptr) return key + " is not reported";
  if (state->phase != (failed ? contracts::phase::failed : contracts::phase::running))
    return fmt::format("{} is reported as {}", key, contracts::text_of(state->phase));
  if (state->uid != entry->uid || state->revision != entry->revision) return key + " is reported as another one";
  return std::nullopt;
}

std::optional<std::string> device_world::settle() {
  const unsigned is_there = 1;
  for (const auto what : {verb::hub, verb::registry, verb::podman, verb::start, verb::die_young, verb::disk})
    act({.what = what, .name = 0, .choice = is_there});
  device_.runtime.fail_at = 0;
  for (auto& entry : wanted_.deployments) entry.paused = false;
  restart();
  door_.write(wanted_);
  receive();
  if (!went_wrong_.empty()) return went_wrong_;
  auto keys = run([this](auto) { return device_.agent().all(); });
  if (!keys) return "podman cannot be asked: " + keys.error().text();
  keys->merge(touched_);
  for (const auto& key : *keys) {
    result<sync::outcome> done = sync::outcome{.again_after = 0ms};
    // A step that had its effect before it failed, what a person did: each is mended by the next look.
    for (int turn = 0; turn < 6 && done && done->again_after == 0ms; ++turn)
      if (auto wrong = reconcile(key, done)) return wrong;
    if (auto wrong = look_at_restarts()) return wrong;
    if (!done || done->again_after) return key + " does not come to an end: " + (done ? "again" : done.error().text());
    if (auto wrong = look_at_finished(key)) return wrong;
  }
  for (const auto& one : device_.runtime.containers)
    if (!keys->contains(one.is.deployment)) return one.id + " was overlooked";
  for (const auto& entry : wanted_.deployments)
    if (!keys->contains(key_of(entry.name.text()))) return entry.name.text() + " was overlooked";
  if (!device_.agent().known()) return "the agent does not know what there is";
  return std::nullopt;
}

std::vector<std::pair<identity, contracts::restart_policy>> device_world::wanted_by(const documents& document,
                                                                                    const deployment_key& key) {
  std::vector<std::pair<identity, contracts::restart_policy>> all;
  const auto* entry = entry_of(document, key);
  if (entry == nullptr) return all;
  for (const auto& one : score_of(entry->revision).data.services)
    all.push_back({{key, entry->uid, one.name.text(), entry->revision.text()}, one.restart_policy});
  return all;
}

const contracts::desired_deployment* device_world::entry_of(const documents& document, const deployment_key& key) {
  if (!document) return nullptr;
  const auto found =
      std::ranges::find_if(document->deployments, [&](const auto& entry) { return key_of(entry.name.text()) == key; });
  return found == document->deployments.end() ? nullptr : &*found;
}

}  // namespace harmony::agent::test
