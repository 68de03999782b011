// SPDX-License-Identifier: Apache-2.0
#include "agent/score_store.hpp"

#include <utility>

#include "harmony/base/log.hpp"

namespace harmony::agent {

task<result<contracts::score>> score_store::get(contracts::revision revision) {
  if (const auto known = known_.find(revision); known != known_.end()) co_return known->second;
  if (!not_on_disk_.contains(revision)) {
    auto cached = disk_.score(revision);
    if (cached) co_return known_.insert_or_assign(revision, std::move(*cached)).first->second;
    const auto why = cached.error().code;
    if (why == errc::not_found || why == errc::invalid || why == errc::too_large) not_on_disk_.insert(revision);
  }
  auto read = co_await read_(revision);
  if (!read) co_return fail(std::move(read.error()));
  known_.insert_or_assign(revision, *read);
  save(revision);
  co_return std::move(*read);
}

void score_store::save_again() {
  for (const auto& revision : std::set(unsaved_)) save(revision);
}

void score_store::save(const contracts::revision& revision) {
  const auto saved = disk_.save(revision, known_.at(revision));
  if (saved) {
    if (unsaved_.erase(revision) > 0) log::info("score saved", {{"revision", revision.text()}});
  } else if (unsaved_.insert(revision).second) {
    log::error("cannot save a score, trying again", {{"revision", revision.text()}, saved.error()});
  }
}

void score_store::keep_only(const std::set<contracts::revision>& named) {
  const auto unnamed = [&](const contracts::revision& one) { return !named.contains(one); };
  std::erase_if(known_, [&](const auto& one) { return unnamed(one.first); });
  std::erase_if(not_on_disk_, unnamed);
  std::erase_if(unsaved_, unnamed);
  disk_.keep_only(named);
}

}  // namespace harmony::agent
