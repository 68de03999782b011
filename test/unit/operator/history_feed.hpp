// SPDX-License-Identifier: Apache-2.0
// Something that is watched, in memory: a bucket, or the cluster's Deployments. What changes is told later, in order, and
// by a new listing whenever the watch begins anew.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace harmony::fleet::test {

enum class news_kind { init, item, init_done, applied, deleted };

/// What a watch tells, with what its text means.
template <class T>
struct news {
  news_kind kind;
  std::string key{};
  std::uint64_t revision = 0;
  std::string text{};
  std::shared_ptr<const T> value{};  ///< nothing: the text cannot be read
};

template <class T>
class feed {
 public:
  struct stored {
    std::uint64_t revision = 0;
    std::string text;
    std::shared_ptr<const T> value;
  };

  std::uint64_t put(const std::string& key, std::string text, std::shared_ptr<const T> value) {
    const auto& now = now_[key] = {++last_, std::move(text), std::move(value)};
    coming_.push_back(telling(news_kind::applied, key, now));
    return last_;
  }

  void erase(const std::string& key) {
    if (now_.erase(key) == 0) return;
    ++last_;
    coming_.push_back({.kind = news_kind::deleted, .key = key});
  }

  /// The watch was interrupted, and what it would have told is lost.
  void list_anew() {
    before_.reset();
    coming_.clear();
    coming_.push_back({.kind = news_kind::init});
    for (const auto& [key, one] : now_) coming_.push_back(telling(news_kind::item, key, one));
    coming_.push_back({.kind = news_kind::init_done});
  }

  /// The server lost everything, and counts from one again.
  void lose() {
    now_.clear();
    last_ = 0;
    list_anew();
  }

  /// The server was restored from before there was the key; it counts on.
  void lack(const std::string& key) {
    now_.erase(key);
    list_anew();
  }

  [[nodiscard]] std::optional<news<T>> next() {
    if (coming_.empty()) return std::nullopt;
    auto one = std::move(coming_.front());
    coming_.pop_front();
    const bool about_one = one.kind != news_kind::init && one.kind != news_kind::init_done;
    before_ = about_one ? std::optional(one) : std::nullopt;
    return one;
  }

  /// What came last, again.
  [[nodiscard]] const std::optional<news<T>>& before() const { return before_; }

  [[nodiscard]] const stored* find(const std::string& key) const {
    const auto found = now_.find(key);
    return found == now_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const std::map<std::string, stored>& all() const { return now_; }

 private:
  static news<T> telling(news_kind kind, const std::string& key, const stored& one) {
    return {.kind = kind, .key = key, .revision = one.revision, .text = one.text, .value = one.value};
  }

  std::map<std::string, stored> now_;
  std::uint64_t last_ = 0;
  std::deque<news<T>> coming_;
  std::optional<news<T>> before_;
};

}  // namespace harmony::fleet::test
