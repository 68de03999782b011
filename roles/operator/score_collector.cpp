// SPDX-License-Identifier: Apache-2.0
#include "operator/score_collector.hpp"

#include <utility>

#include "harmony/base/log.hpp"

namespace harmony::fleet {

namespace {
constexpr auto store_limit = 10s;
}

std::vector<contracts::revision> unnamed_scores::look(const std::set<contracts::revision>& stored,
                                                      const std::set<contracts::revision>& named, steady_clock::time_point now,
                                                      std::chrono::milliseconds keep) {
  std::erase_if(since_, [&](const auto& one) { return !stored.contains(one.first) || named.contains(one.first); });
  std::vector<contracts::revision> due;
  for (const auto& one : stored) {
    if (named.contains(one)) continue;
    const auto since = since_.try_emplace(one, now).first->second;
    if (since && now - *since >= keep) due.push_back(one);
  }
  return due;
}

score_collector::score_collector(fleet& known, nats::bucket scores, surroundings with, timing how)
    : fleet_(known), scores_(std::move(scores)), with_(std::move(with)), how_(how) {}

task<void> score_collector::run() {
  for (;;) {
    co_await sleep_for(how_.look_every);
    if (auto collected = co_await collect(); !collected) log::warning("unused scores are not removed", {collected.error()});
  }
}

task<result<void>> score_collector::collect() {
  auto keys = co_await scores_.keys(store_limit);
  if (!keys) co_return fail(std::move(keys.error()));
  std::set<contracts::revision> stored;
  for (const auto& key : *keys)
    if (auto one = contracts::revision::parse(key)) stored.insert(std::move(*one));
  const auto named = fleet_.named_scores();
  // While that is not known each may be needed.
  for (const auto& one : unnamed_.look(stored, named ? *named : stored, steady_clock::now(), how_.keep))
    if (auto removed = co_await remove(one); !removed) co_return removed;
  co_return result<void>{};
}

task<result<void>> score_collector::remove(contracts::revision one) {
  auto there = co_await scores_.get(one.text(), store_limit);
  if (!there && there.error().code != errc::not_found) co_return fail(std::move(there.error()));
  if (there) {
    if (is_named(one) || !with_.may_write()) co_return result<void>{};
    with_.removes(one);
    auto removed = co_await scores_.remove(one.text(), store_limit);
    if (is_named(one)) with_.check_again();
    if (!removed) co_return fail(std::move(removed.error()));
    log::info("removed a score that nothing names any more", {{"revision", one.text()}});
  }
  unnamed_.removed(one);
  co_return result<void>{};
}

bool score_collector::is_named(const contracts::revision& one) const {
  const auto named = fleet_.named_scores();
  return !named || named->contains(one);
}

}  // namespace harmony::fleet
