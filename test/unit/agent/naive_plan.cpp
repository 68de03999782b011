// SPDX-License-Identifier: Apache-2.0
#include "naive_plan.hpp"

#include <algorithm>
#include <deque>
#include <utility>

namespace harmony::agent::test {

namespace {

struct due_call {
  std::string what;
  std::string again{};  ///< the container that is started, if it has run before
  bool counts = false;  ///< as a restart
};

/// While what should come cannot be had, what was there goes on.
std::deque<due_call> revivals(const situation& before) {
  std::deque<due_call> due;
  for (const auto& one : before.containers)
    if (!one.running && one.started_before && may_run_again(one.restart, one.exit_code))
      due.push_back({.what = "start " + text_of(one.is), .again = one.id});
  return due;
}

/// If every call succeeds.
std::deque<due_call> due_calls(const situation& before) {
  std::deque<due_call> due;
  if (before.entry && before.entry->paused) return due;
  if (before.entry && !before.score) return revivals(before);
  const auto services = before.entry ? before.score->data.services : std::vector<contracts::service>();
  const auto is = [&](const contracts::service& of) {
    return identity{before.key, before.entry->uid, of.name.text(), before.entry->revision.text()};
  };
  const auto there = [&](const contracts::service& of) { return std::ranges::find(before.containers, is(of), &container::is); };
  const auto start_those_there = [&] {
    for (const auto& one : services) {
      const auto found = there(one);
      if (found == before.containers.end() || found->running) continue;
      const auto start = "start " + text_of(is(one));
      if (!found->started_before) due.push_back({.what = start});
      if (found->started_before && may_run_again(one.restart_policy, found->exit_code))
        due.push_back({.what = start, .again = found->id, .counts = true});
    }
  };
  std::deque<due_call> removals;
  for (const auto& one : before.containers)
    if (!std::ranges::contains(services, one.is, is)) removals.push_back({.what = "remove " + text_of(one.is)});
  if (removals.empty()) start_those_there();
  for (const auto& one : services)
    if (there(one) == before.containers.end() && !before.images.contains(one.image.text()))
      due.push_back({.what = "pull " + one.image.text()});
  if (!removals.empty()) {
    due.insert(due.end(), removals.begin(), removals.end());
    start_those_there();
  }
  for (const auto& one : services) {
    if (there(one) != before.containers.end()) continue;
    for (const auto* verb : {"create ", "start "}) due.push_back({.what = verb + text_of(is(one))});
  }
  return due;
}

}  // namespace

bool may_run_again(contracts::restart_policy policy, std::optional<std::int64_t> exit_code) {
  if (policy == contracts::restart_policy::never) return false;
  return policy == contracts::restart_policy::always || exit_code != 0;
}

judgement judge(const situation& before, const std::vector<recorded_runtime::call>& made, bool other_wanted) {
  judgement found;
  auto due = due_calls(before);
  auto next = made.begin();
  while (!due.empty()) {
    const auto one = std::move(due.front());
    due.pop_front();
    if (next == made.end() || next->what != one.what) {
      if (before.started_again.contains(one.again) || found.started_again.contains(one.again)) continue;
      found.wrong = fmt::format("the agent should {}, and {}", one.what,
                                next == made.end() ? "did nothing more" : "did this instead: " + next->what);
      return found;
    }
    const auto failure = (next++)->failure;
    const bool is_revival = !one.again.empty() && !one.counts;
    // What is revived has had its turn, whatever came of it.
    if (is_revival || (one.counts && !failure)) found.started_again.insert(one.again);
    if (one.counts && !failure) ++found.restarts;
    if (one.what.starts_with("pull")) {
      if (failure || other_wanted) due.clear();
      // While it is on its way, and when it does not come.
      auto earlier = before;
      std::erase_if(earlier.containers, [&](const container& of) {
        return of.is.uid == before.entry->uid && of.is.revision == before.entry->revision.text();
      });
      const auto those = revivals(earlier);
      if (failure) due = those;
      if (!other_wanted) due.insert(due.begin(), those.begin(), those.end());
    } else if (failure && !is_revival) {
      // One that podman will not start is no reason to leave out the others; anything else is tried again later.
      if (*failure != errc::failed || !one.what.starts_with("start")) break;
    }
  }
  if (next != made.end()) found.wrong = "the agent should do no more, and did this: " + next->what;
  return found;
}

}  // namespace harmony::agent::test
