// SPDX-License-Identifier: Apache-2.0
#include "restart_world.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace harmony::agent::test {

namespace {

struct kind_of_restart_step {
  restart_verb what;
  std::string_view name;
  unsigned weight;
};

constexpr std::array kinds{
    kind_of_restart_step{restart_verb::end, "end", 30},
    kind_of_restart_step{restart_verb::pass, "pass", 30},
    kind_of_restart_step{restart_verb::look, "look", 40},
    kind_of_restart_step{restart_verb::revive, "revive", 4},
    kind_of_restart_step{restart_verb::remove, "remove", 2},
    kind_of_restart_step{restart_verb::tear_out, "tear out", 2},
    kind_of_restart_step{restart_verb::start_anew, "start anew", 1},
};

static_assert(std::ranges::is_sorted(kinds, {}, &kind_of_restart_step::what));

// As the guide has it: at once, then with growing pauses up to five minutes; who ran for a minute has earned a quick one again.
constexpr auto longest_pause = 5min;
constexpr auto long_enough = 1min;

/// At most; half of it is certain.
std::chrono::milliseconds pause_after(unsigned restarts) {
  std::chrono::milliseconds pause = 500ms;
  for (unsigned more = 1; more < restarts; ++more) pause = std::min<std::chrono::milliseconds>(2 * pause, longest_pause);
  return pause;
}

}  // namespace

restart_step random_restart_step(kit::history_random& random) {
  restart_step one{.what = kit::pick_weighted(random, kinds, &kind_of_restart_step::weight).what, .which = 0, .choice = 0};
  one.which = kit::pick(random, 3);
  one.choice = kit::pick(random, 1000);
  return one;
}

std::string text_of(const restart_step& one) {
  return fmt::format("{} container {}, choice {}", kinds[static_cast<std::size_t>(one.what)].name, one.which, one.choice);
}

restart_world::restart_world() : wanted_(wanted({service("one", "a:1"), service("two", "b:1"), service("three", "c:1")})) {
  (void)look();
}

std::optional<std::string> restart_world::perform(const restart_step& one) {
  auto* const which = one.which < containers_.size() ? &containers_[one.which] : nullptr;
  switch (one.what) {
    case restart_verb::end:
      if (which == nullptr || !which->running) break;
      which->running = false;
      which->exit_code = one.choice % 4;
      break;
    case restart_verb::pass:
      now_ += std::array<std::chrono::milliseconds, 8>{1ms, 250ms, 500ms, 2s, 15s, 1min, 2min, 6min}[one.choice % 8];
      break;
    case restart_verb::look:
      if (auto wrong = look()) return wrong;
      break;
    case restart_verb::revive:
      if (which == nullptr || which->running) break;
      if (auto wrong = revive(*which)) return wrong;
      break;
    case restart_verb::remove:
    case restart_verb::tear_out:
      if (which == nullptr) break;
      rows_.erase(which->id);
      if (one.what == restart_verb::remove) recoveries_.forget(which->id);
      containers_.erase(containers_.begin() + one.which);
      if (one.what == restart_verb::tear_out) recoveries_.keep_only(containers_);
      break;
    case restart_verb::start_anew:
      recoveries_ = {};
      rows_.clear();
      break;
  }
  return look_at_doubt();
}

std::optional<std::string> restart_world::look() {
  auto steps = plan_deployment(wanted_, containers_);
  const auto held = recoveries_.hold_back(steps, now_);
  std::optional<std::chrono::milliseconds> first;
  for (auto& one : containers_) {
    if (one.running) continue;
    const auto starts = std::ranges::count_if(steps, [&](const action& step) {
      const auto* start = std::get_if<start_container>(&step);
      return start != nullptr && start->id == one.id;
    });
    if (starts != (is_allowed(one.id) ? 1 : 0)) return fmt::format("{} is to be started {} times", one.id, starts);
    if (starts > 0) continue;
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(rows_.at(one.id).due - now_);
    first = first ? std::min(*first, wait) : wait;
  }
  if (first.has_value() != held.has_value() || (held && held->wait != *first))
    return fmt::format("the agent waits {} ms, and should wait {} ms", held ? held->wait.count() : 0,
                       first ? first->count() : 0);
  for (const auto& step : steps) {
    if (const auto* start = std::get_if<start_container>(&step)) {
      auto& one = *std::ranges::find(containers_, start->id, &container::id);
      if (recoveries_.restarted(*start, now_, random_) != count(one)) return one.id + " is wrong about its first restart";
      if (auto wrong = look_at_pause(one)) return wrong;
      one.running = true;
    } else if (const auto* create = std::get_if<create_and_start>(&step)) {
      containers_.push_back({.id = "c" + std::to_string(++made_), .is = create->is, .running = true, .started_before = true});
    }
  }
  return std::nullopt;
}

std::optional<std::string> restart_world::revive(container& one) {
  const bool allowed = is_allowed(one.id);
  if (recoveries_.takes_turn(one, now_, random_) != allowed) return fmt::format("{} may be revived: {}", one.id, !allowed);
  if (!allowed) return std::nullopt;
  count(one);
  if (auto wrong = look_at_pause(one)) return wrong;
  one.running = true;
  return std::nullopt;
}

bool restart_world::is_allowed(const std::string& id) const {
  const auto known = rows_.find(id);
  return known == rows_.end() || now_ >= known->second.due;
}

bool restart_world::count(const container& one) {
  auto& known = rows_[one.id];
  const bool first = known.restarts == 0 || now_ >= known.due + long_enough;
  known.restarts = first ? 1 : known.restarts + 1;
  known.last = now_;
  known.exit_code = one.exit_code;
  return first;
}

std::optional<std::string> restart_world::look_at_pause(const container& one) {
  // Seen by asking at once: the jitter is the agent's own.
  std::vector<action> again{start_container{.id = one.id, .service = one.is.service, .repair = true}};
  const auto held = recoveries_.hold_back(again, now_);
  auto& known = rows_.at(one.id);
  const auto most = pause_after(known.restarts);
  if (!held || held->pause != most || held->wait < most / 2 || held->wait > most)
    return fmt::format("the pause of {} after restart {} is {} ms, and should be within {} ms", one.id, known.restarts,
                       held ? held->wait.count() : 0, most.count());
  known.due = now_ + held->wait;
  return std::nullopt;
}

std::optional<std::string> restart_world::look_at_doubt() const {
  std::optional<recoveries::ending> expected;
  for (const auto& one : containers_) {
    const auto known = rows_.find(one.id);
    if (!one.running || known == rows_.end() || known->second.restarts < 2 || now_ >= known->second.last + long_enough)
      continue;
    expected = {.wait = std::chrono::ceil<std::chrono::milliseconds>(known->second.last + long_enough - now_),
                .pause = pause_after(known->second.restarts),
                .service = one.is.service,
                .exit_code = known->second.exit_code};
    break;
  }
  const auto doubted = recoveries_.in_doubt(containers_, now_);
  if (doubted.has_value() != expected.has_value())
    return fmt::format("what runs is doubted: {}, and should be: {}", doubted.has_value(), expected.has_value());
  if (!doubted || (doubted->wait == expected->wait && doubted->pause == expected->pause &&
                   doubted->service == expected->service && doubted->exit_code == expected->exit_code))
    return std::nullopt;
  return fmt::format("{}, which ended with {}, is doubted for {} ms, and {}, which ended with {}, should be for {} ms",
                     doubted->service, end_of(doubted->exit_code), doubted->wait.count(), expected->service,
                     end_of(expected->exit_code), expected->wait.count());
}

}  // namespace harmony::agent::test
