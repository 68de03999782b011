// SPDX-License-Identifier: Apache-2.0
#include "agent/score_store.hpp"

#include <utility>

#include "harmony/base/log.hpp"

namespace harmony::agent {

task<result<contracts::score>> score_store::get(contracts::revision revision) {
  if (const auto known = known_.find(revision); known != known_.end()) co_return known->second;
  if (auto cached = disk_.score(revision)) co_return known_.insert_or_assign(revision, std::move(*cached)).first->second;
  auto read = co_await read_(revision);
  if (!read) co_return fail(std::move(read.error()));
  if (auto saved = disk_.save(revision, *read); !saved) log::error("cannot save a score", {saved.error()});
  co_return known_.insert_or_assign(revision, std::move(*read)).first->second;
}

void score_store::keep_only(const std::set<contracts::revision>& named) {
  std::erase_if(known_, [&](const auto& one) { return !named.contains(one.first); });
  disk_.keep_only(named);
}

}  // namespace harmony::agent
