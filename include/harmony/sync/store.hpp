// SPDX-License-Identifier: Apache-2.0
// What a source last said, by key. One writer, many readers, all on the io thread; values are shared and never change.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "harmony/sync/event.hpp"

namespace harmony::sync {

template <class Key, class T, class Hash = std::hash<Key>>
class store {
 public:
  /// Applies an event and returns the keys whose value may have changed. A listing is collected beside what is known
  /// and swapped in at its end, so that readers never see half of one; what it did not name is returned as changed too,
  /// because no source says "deleted" for what went away while nobody watched.
  std::vector<Key> apply(event<Key, T> change) {
    return std::visit([this](auto& one) { return this->on(one); }, change);
  }

  /// The value, or nothing. Readers keep the pointer across awaits.
  [[nodiscard]] std::shared_ptr<const T> find(const Key& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? nullptr : found->second;
  }

  /// True once a listing was complete: before that, "not here" means nothing.
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] auto begin() const { return values_.begin(); }
  [[nodiscard]] auto end() const { return values_.end(); }

 private:
  /// Another type than std::hash, and noexcept: libstdc++ then keeps no hash beside each key.
  struct quick_hash {
    std::size_t operator()(const Key& key) const noexcept { return Hash{}(key); }
  };
  /// A million devices are a million keys: few buckets and small nodes, at a slightly longer search.
  struct map : std::unordered_map<Key, std::shared_ptr<const T>, quick_hash> {
    map() { this->max_load_factor(2); }
  };

  std::vector<Key> on(init&) {
    listing_.clear();
    return {};
  }

  std::vector<Key> on(item<Key, T>& one) {
    listing_.insert_or_assign(std::move(one.key), std::move(one.value));
    return {};
  }

  std::vector<Key> on(init_done&) {
    std::vector<Key> changed;
    for (const auto& [key, value] : values_)
      if (!listing_.contains(key)) changed.push_back(key);
    values_ = std::exchange(listing_, map{});
    ready_ = true;
    for (const auto& [key, value] : values_) changed.push_back(key);
    return changed;
  }

  std::vector<Key> on(applied<Key, T>& one) {
    values_.insert_or_assign(one.key, std::move(one.value));
    return {std::move(one.key)};
  }

  std::vector<Key> on(deleted<Key>& one) {
    listing_.erase(one.key);
    if (values_.erase(one.key) == 0) return {};
    return {std::move(one.key)};
  }

  map values_;
  map listing_;
  bool ready_ = false;
};

}  // namespace harmony::sync
