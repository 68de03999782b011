// SPDX-License-Identifier: Apache-2.0
#include "agent/workloads.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "agent/unsupported.hpp"
#include "harmony/base/log.hpp"

namespace harmony::agent {

namespace {

using contracts::phase;

deployment_key key_of(const contracts::desired_deployment& entry) { return entry.namespace_.text() + "/" + entry.name.text(); }

/// Says which service an error is about: podman names the container only.
auto said_of(const std::string& service) {
  return [service](error why) { return std::move(why).in(fmt::format("services[{}]", service)); };
}

std::set<deployment_key> keys_of(const contracts::desired_state& document) {
  std::set<deployment_key> keys;
  for (const auto& entry : document.deployments) keys.insert(key_of(entry));
  return keys;
}

}  // namespace

workloads::workloads(container_runtime& runtime, desired_cache cache, score_store::reader read_score,
                     std::function<void()> changed, event_sink tell, std::chrono::milliseconds longest_silence)
    : runtime_(runtime),
      images_(runtime),
      cache_(std::move(cache)),
      scores_(cache_, std::move(read_score)),
      changed_(std::move(changed)),
      tell_(std::move(tell)),
      longest_silence_(longest_silence) {}

std::set<deployment_key> workloads::take(contracts::desired_state document) {
  auto touched = keys_of(document);
  if (document_) touched.merge(keys_of(*document_));
  for (auto& key : states_.keys()) touched.insert(std::move(key));
  const bool said_already = !unsaved_ && document_ == document;
  log::info("desired document", {{"deployments", document.deployments.size()}});
  document_ = std::move(document);
  if (!said_already) save();
  images_.look_again();
  return touched;
}

void workloads::save() {
  auto saved = cache_.save(*document_);
  // It still counts: a device whose disk is full has to obey too. Until it is saved, a power cut brings the older one back.
  if (!saved && !unsaved_) log::error("cannot save the desired document, trying again", {saved.error()});
  if (saved && unsaved_) log::info("desired document saved");
  unsaved_ = !saved;
  // The older one needs its scores as long as it can come back.
  if (saved) forget_unused_scores();
}

std::set<deployment_key> workloads::recall() {
  document_ = cache_.document();
  if (!document_) return {};
  log::info("desired document from disk", {{"deployments", document_->deployments.size()}});
  unseen_ = keys_of(*document_);
  return unseen_;
}

task<result<std::set<deployment_key>>> workloads::all() {
  if (unsaved_) save();
  scores_.save_again();
  auto listed = co_await list();
  if (listed && !document_) adopt(*listed);
  // Without a document there is nothing to say but what podman has.
  if (!listed_ && (listed || document_)) {
    listed_ = true;
    if (listed)
      for (const auto& one : *listed)
        if (states_.find(one.is.deployment) == nullptr) unseen_.insert(one.is.deployment);
    changed_();
  }
  if (!listed) {
    for (const auto& key : states_.keys())
      if (ran(key)) set_phase(key, as_far_as_known(), listed.error().text());
    co_return fail(std::move(listed.error()));
  }
  std::set<deployment_key> keys;
  for (const auto& one : *listed) keys.insert(one.is.deployment);
  recoveries_.keep_only(*listed);
  if (document_) keys.merge(keys_of(*document_));
  for (auto& key : states_.keys()) keys.insert(std::move(key));
  co_return keys;
}

void workloads::adopt(const std::vector<container>& there) {
  for (const auto& key : states_.keys()) {
    if (std::ranges::contains(there, key, [](const container& one) { return one.is.deployment; })) continue;
    states_.erase(key);
    changed_();
  }
  for (const auto& one : there) {
    const auto& is = one.is;
    if (states_.find(is.deployment) != nullptr) continue;
    const auto slash = is.deployment.find('/');
    const auto space = contracts::resource_name::parse(is.deployment.substr(0, slash));
    const auto name = contracts::resource_name::parse(is.deployment.substr(slash + 1));
    const auto revision = contracts::revision::parse(is.revision);
    if (!space || !name || !revision) continue;
    states_.begin(*space, *name, is.uid, *revision, wall_clock::now());
    changed_();
  }
}

task<result<sync::outcome>> workloads::reconcile(deployment_key key) {
  auto done = co_await work_on(key);
  seen(key);
  co_return done;
}

task<result<sync::outcome>> workloads::work_on(deployment_key key) {
  // Nothing is known of what should run: whatever does goes on.
  if (!document_) co_return sync::outcome{};
  const auto* entry = desired(key);
  if (entry == nullptr) co_return co_await take_down(std::move(key));
  // By value: the document may be replaced while this one is worked on; then this key comes again.
  co_return co_await bring_up(std::move(key), *entry);
}

const contracts::desired_deployment* workloads::desired(const deployment_key& key) const {
  const auto found = std::ranges::find_if(document_->deployments, [&](const auto& entry) { return key_of(entry) == key; });
  return found == document_->deployments.end() ? nullptr : &*found;
}

task<result<std::vector<container>>> workloads::list() {
  auto listed = co_await runtime_.list();
  if (listed)
    silent_since_.reset();
  else if (!silent_since_)
    silent_since_ = steady_clock::now();
  co_return listed;
}

phase workloads::as_far_as_known() const {
  return silent_since_ && steady_clock::now() - *silent_since_ >= longest_silence_ ? phase::degraded : phase::running;
}

bool workloads::ran(const deployment_key& key) const {
  const auto now = states_.find(key)->phase;
  return now == phase::running || now == phase::degraded;
}

task<result<std::vector<container>>> workloads::containers_of(deployment_key key) {
  auto listed = co_await list();
  if (listed) std::erase_if(*listed, [&](const container& one) { return one.is.deployment != key; });
  co_return listed;
}

task<result<sync::outcome>> workloads::bring_up(deployment_key key, contracts::desired_deployment entry) {
  states_.begin(entry.namespace_, entry.name, entry.uid, entry.revision, wall_clock::now());
  auto actual = co_await containers_of(key);
  if (!actual) co_return out_of_reach(key, std::move(actual.error()));
  auto score = co_await scores_.get(entry.revision);
  if (!score) {
    if (!entry.paused) co_await revive(key, *actual);
    co_return out_of_reach(key, std::move(score.error()));
  }
  if (out_of_reach_.erase(key) > 0) set_phase(key, phase::pending);
  if (auto words = unsupported(score->data); !words.empty()) {
    if (!entry.paused) co_await revive(key, *actual);
    co_return failed(key, {.code = errc::unsupported, .message = std::move(words)});
  }
  const wanted_deployment wanted{key, entry.uid, entry.revision, std::move(*score), entry.paused};
  auto steps = plan_deployment(wanted, *actual);
  const auto held = recoveries_.hold_back(steps, steady_clock::now());
  std::optional<error> failure;
  const auto still_wanted = [this, key, entry] {
    const auto* now = desired(key);
    return now != nullptr && *now == entry;
  };
  // Not less than that ends a pull, which may have been at it for hours.
  const auto image_wanted = [this, key, entry] {
    const auto* now = desired(key);
    return now != nullptr && now->uid == entry.uid && now->revision == entry.revision && !now->paused;
  };
  const auto meanwhile = [this, key, entry] {
    // It may have to wait for other pulls first.
    seen(key);
    return keep_running(key, entry);
  };
  for (const auto& step : steps) {
    // Each step may take long, and what is desired may have changed meanwhile.
    if (!still_wanted()) co_return sync::outcome{.again_after = 0ms};
    const auto* image = std::get_if<ensure_image>(&step);
    auto done =
        image != nullptr
            ? co_await images_.ensure(
                  *image, {.wanted = image_wanted, .pulls = [&] { begins_pulling(key, image->image); }, .meanwhile = meanwhile})
            : co_await perform(key, step);
    if (done) continue;
    if (done.error().code == errc::cancelled) co_return sync::outcome{.again_after = 0ms};
    if (!failure) failure = std::move(done.error());
    if (image != nullptr) co_await keep_running(key, entry);
    const bool is_start = std::holds_alternative<start_container>(step) || std::holds_alternative<create_and_start>(step);
    const bool podman_answers = failure->code != errc::unavailable && failure->code != errc::timeout;
    // One service that cannot be started is no reason to keep the others down.
    if (!is_start || !podman_answers) break;
  }
  if (failure) co_return failed(key, *std::move(failure));
  if (entry.paused) {
    // Nothing is done about it; what is seen is said.
    if (is_as_asked(wanted, *actual)) settle(key, entry.revision, failed_for_good(wanted, *actual));
    co_return sync::outcome{};
  }
  if (held) co_return keeps_ending(key, *held);
  if (!steps.empty()) {
    // Looked at, not assumed: a container may have ended as soon as it was started.
    actual = co_await containers_of(key);
    if (!actual) co_return out_of_reach(key, std::move(actual.error()));
    if (!is_as_asked(wanted, *actual)) co_return sync::outcome{.again_after = 0ms};
  }
  if (const auto doubted = recoveries_.in_doubt(*actual, steady_clock::now())) co_return keeps_ending(key, *doubted);
  settle(key, entry.revision, failed_for_good(wanted, *actual));
  co_return sync::outcome{};
}

sync::outcome workloads::keeps_ending(const deployment_key& key, const recoveries::ending& one) {
  set_phase(key, phase::failed, fmt::format("services[{}] ended with {} again and again", one.service, end_of(one.exit_code)));
  tries_again(key, one.pause);
  return {.again_after = one.wait};
}

void workloads::tries_again(const deployment_key& key, std::chrono::milliseconds within) {
  if (states_.tries_again(key, within)) changed_();
}

task<void> workloads::keep_running(deployment_key key, contracts::desired_deployment next) {
  auto actual = co_await containers_of(key);
  if (!actual) co_return;
  std::erase_if(*actual,
                [&](const container& one) { return one.is.uid == next.uid && one.is.revision == next.revision.text(); });
  co_await revive(std::move(key), std::move(*actual));
}

task<void> workloads::revive(deployment_key key, std::vector<container> actual) {
  for (const auto& one : actual) {
    if (one.running || one.half_removed || !one.started_before || !is_restarted(one.restart, one.exit_code)) continue;
    // Its end brings this key back at once: without a pause of its own, one that cannot live would never let go.
    if (!recoveries_.takes_turn(one, steady_clock::now(), random_)) continue;
    auto started = co_await runtime_.start(one.id);
    if (started) log::info("the earlier revision runs again", {{"deployment", key}, {"container", one.id}});
    if (!started) log::warning("the earlier revision cannot be started", {{"deployment", key}, started.error()});
  }
}

std::unexpected<error> workloads::out_of_reach(const deployment_key& key, error why) {
  // What was seen to run was not seen to end: it runs, as far as anybody knows, and what stands in the way is said beside it.
  const bool seen_running = ran(key);
  if (!seen_running) out_of_reach_.insert(key);
  set_phase(key, seen_running ? as_far_as_known() : phase::failed, why.text());
  return fail(std::move(why));
}

std::unexpected<error> workloads::failed(const deployment_key& key, error why) {
  set_phase(key, phase::failed, why.text());
  tell_(contracts::severity::error, key, why.text());
  return fail(std::move(why));
}

void workloads::settle(const deployment_key& key, const contracts::revision& revision, std::string_view failure) {
  const auto before = states_.find(key)->phase;
  const auto now = failure.empty() ? phase::running : phase::failed;
  set_phase(key, now, failure);
  // As it was, or found so by an agent that has just started: nothing happened.
  if (before == now || before == phase::pending) return;
  if (failure.empty()) {
    tell_(contracts::severity::info, key, fmt::format("revision {} runs", revision.text().substr(0, 10)));
  } else {
    tell_(contracts::severity::error, key, failure);
  }
}

task<result<sync::outcome>> workloads::take_down(deployment_key key) {
  auto actual = co_await containers_of(key);
  if (!actual) co_return fail(std::move(actual.error()));
  if (!actual->empty()) set_phase(key, phase::removing);
  for (const auto& step : plan_removal(*actual)) {
    if (desired(key) != nullptr) co_return sync::outcome{.again_after = 0ms};
    if (auto done = co_await perform(key, step); !done) {
      set_phase(key, phase::removing, done.error().text());
      co_return fail(std::move(done.error()));
    }
  }
  if (states_.find(key) != nullptr) {
    states_.erase(key);
    out_of_reach_.erase(key);
    log::info("deployment removed", {{"deployment", key}});
    tell_(contracts::severity::info, key, "removed");
    changed_();
  }
  co_return sync::outcome{};
}

task<result<void>> workloads::perform(deployment_key key, action step) {
  if (const auto* remove = std::get_if<remove_container>(&step)) {
    log::info("removing a container", {{"deployment", key}, {"container", remove->id}});
    recoveries_.forget(remove->id);
    co_return co_await runtime_.remove(remove->id);
  }
  set_progress(key, phase::starting);
  if (const auto* start = std::get_if<start_container>(&step)) {
    if (start->repair)
      log::warning("starting what ended",
                   {{"deployment", key}, {"service", start->service}, {"ended_with", end_of(start->exit_code)}});
    auto started = co_await runtime_.start(start->id);
    if (!started) co_return fail(said_of(start->service)(std::move(started.error())));
    if (start->repair) {
      states_.restarted(key);
      changed_();
      // One that goes on ending is told once, not each time.
      if (recoveries_.restarted(*start, steady_clock::now(), random_))
        tell_(contracts::severity::warning, key,
              fmt::format("services[{}] ended with {}; it is started again", start->service, end_of(start->exit_code)));
    }
    co_return result<void>{};
  }
  const auto& create = std::get<create_and_start>(step);
  auto id = co_await runtime_.create(create.is, create.from);
  if (!id) co_return fail(said_of(create.is.service)(std::move(id.error())));
  log::info("starting a container", {{"deployment", key}, {"service", create.is.service}, {"container", *id}});
  co_return (co_await runtime_.start(*id)).transform_error(said_of(create.is.service));
}

void workloads::set_phase(const deployment_key& key, phase now, std::string_view error) {
  if (states_.set(key, now, error, wall_clock::now())) changed_();
  // What is removed without being reported is seen when it is gone.
  if (states_.find(key) != nullptr) seen(key);
}

void workloads::seen(const deployment_key& key) {
  if (unseen_.erase(key) > 0 && known()) changed_();
}

void workloads::set_progress(const deployment_key& key, contracts::phase now) {
  const auto* state = states_.find(key);
  if (state != nullptr && state->phase != phase::failed) set_phase(key, now);
}

void workloads::begins_pulling(const deployment_key& key, const contracts::image_reference& image) {
  set_progress(key, phase::pulling);
  log::info("pulling", {{"deployment", key}, {"image", image.text()}});
}

void workloads::forget_unused_scores() {
  std::set<contracts::revision> named;
  for (const auto& entry : document_->deployments) named.insert(entry.revision);
  scores_.keep_only(named);
}

}  // namespace harmony::agent
