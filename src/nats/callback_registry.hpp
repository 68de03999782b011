// SPDX-License-Identifier: Apache-2.0
// The way back from a C callback to an object that may be gone: a number stands for the address.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace harmony::nats {

/// The library calls back from its own threads, also after we closed what the callback is about, and does not always say
/// which call was the last. Whatever it passes here is therefore looked up, never dereferenced. Any thread.
template <class T>
class callback_registry {
 public:
  using ticket = void*;  // what a C library takes as a closure; not an address

  [[nodiscard]] ticket add(std::shared_ptr<T> about) {
    const std::scoped_lock held(mutex_);
    const auto number = ++last_;
    known_.emplace(number, std::move(about));
    return reinterpret_cast<ticket>(number);
  }
  void remove(ticket which) {
    std::shared_ptr<T> last_holder;  // ends after the lock does
    const std::scoped_lock held(mutex_);
    if (const auto found = known_.find(reinterpret_cast<std::uintptr_t>(which)); found != known_.end()) {
      last_holder = std::move(found->second);
      known_.erase(found);
    }
  }
  /// Nothing once it was removed.
  [[nodiscard]] std::shared_ptr<T> find(ticket which) const {
    const std::scoped_lock held(mutex_);
    const auto found = known_.find(reinterpret_cast<std::uintptr_t>(which));
    return found == known_.end() ? nullptr : found->second;
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::uintptr_t, std::shared_ptr<T>> known_;
  std::uintptr_t last_ = 0;
};

}  // namespace harmony::nats
