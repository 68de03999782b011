// SPDX-License-Identifier: Apache-2.0
// Keys that wait to be reconciled. Pure: the time and the randomness are passed in.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "harmony/base/backoff.hpp"
#include "harmony/base/clock.hpp"

namespace harmony::sync {

/// Guarantees: a key waits at most once; adding it again keeps the earlier time; a key that is being worked on is not
/// given out again before `done`, and comes right after it if it was added meanwhile.
template <class Key, class Hash = std::hash<Key>>
class work_queue {
 public:
  using time = steady_clock::time_point;

  /// Retries wait between `first`/2 and `most`, doubling with each failure of the same key in a row.
  work_queue(std::chrono::milliseconds first, std::chrono::milliseconds most) : first_(first), most_(most) {}

  void add(const Key& key, time when) {
    auto& entry = entries_[key];
    if (entry.when && *entry.when <= when) return;
    if (entry.when && !entry.running) due_.erase({*entry.when, key});
    entry.when = when;
    if (!entry.running) due_.insert({when, key});
  }

  /// Whether it has a time at which it comes, be that its first or a retry's.
  [[nodiscard]] bool waits(const Key& key) const {
    const auto found = entries_.find(key);
    return found != entries_.end() && found->second.when;
  }

  /// After a failure: waits by the key's own backoff, and at least that long. Returns how long at most.
  std::chrono::milliseconds add_failed(const Key& key, time now, random_source& random,
                                       std::chrono::milliseconds at_least = {}) {
    auto& entry = entries_[key];
    if (!entry.failures) entry.failures.emplace(first_, most_);
    add(key, now + std::max(entry.failures->next(random), at_least));
    return std::max(entry.failures->longest(), at_least);
  }

  /// After a success: the next failure waits shortly again.
  void forget(const Key& key) {
    if (const auto found = entries_.find(key); found != entries_.end()) found->second.failures.reset();
  }

  /// The key that has waited longest past its time, now being worked on; nothing if none is due.
  [[nodiscard]] std::optional<Key> take_due(time now) {
    if (due_.empty() || due_.begin()->first > now) return std::nullopt;
    auto key = due_.extract(due_.begin()).value().second;
    auto& entry = entries_[key];
    entry.when.reset();
    entry.running = true;
    return key;
  }

  /// The work on a key ended. Call `forget` or `add_failed` as well, in any order.
  void done(const Key& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    auto& entry = found->second;
    entry.running = false;
    if (entry.when) due_.insert({*entry.when, key});
    if (!entry.when && !entry.failures) entries_.erase(found);
  }

  /// When the next key is due; nothing if no key waits.
  [[nodiscard]] std::optional<time> next_due() const {
    if (due_.empty()) return std::nullopt;
    return due_.begin()->first;
  }

  [[nodiscard]] std::size_t waiting() const { return due_.size(); }
  /// How many of them are due: each is looked at, so this is for people, not for a loop.
  [[nodiscard]] std::size_t due(time now) const {
    std::size_t count = 0;
    for (auto one = due_.begin(); one != due_.end() && one->first <= now; ++one) ++count;
    return count;
  }

 private:
  struct state {
    std::optional<time> when;         // set while it waits, or while it runs and was added again
    std::optional<backoff> failures;  // set from the first failure to the next success
    bool running = false;
  };

  std::chrono::milliseconds first_;
  std::chrono::milliseconds most_;
  std::unordered_map<Key, state, Hash> entries_;
  std::set<std::pair<time, Key>> due_;
};

}  // namespace harmony::sync
