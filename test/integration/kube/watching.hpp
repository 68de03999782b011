// SPDX-License-Identifier: Apache-2.0
// What a watch has told so far, as lines that a test compares.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "harmony/kube/watcher.hpp"
#include "kit/beside.hpp"

namespace harmony::kube::test {

/// Remembers "init", "item NAME VALUE", "init_done", "applied NAME VALUE", "deleted NAME"; VALUE is `data.x`.
class told {
 public:
  [[nodiscard]] watch_sink sink() {
    return [this](const watch_event& one) { lines_.push_back(std::visit(*this, one)); };
  }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  [[nodiscard]] bool has(std::string_view line) const { return std::ranges::contains(lines_, line); }
  [[nodiscard]] long count(std::string_view line) const { return std::ranges::count(lines_, line); }

  std::string operator()(const sync::init&) const { return "init"; }
  std::string operator()(const sync::init_done&) const { return "init_done"; }
  std::string operator()(const sync::item<object_key, boost::json::value>& one) const { return "item " + text(one); }
  std::string operator()(const sync::applied<object_key, boost::json::value>& one) const { return "applied " + text(one); }
  std::string operator()(const sync::deleted<object_key>& one) const { return "deleted " + one.key.name; }

 private:
  template <class Event>
  static std::string text(const Event& one) {
    return one.key.name + " " + std::string(one.value->at_pointer("/data/x").as_string());
  }

  std::vector<std::string> lines_;
};

/// Runs `body()` while the watcher runs, and ends the watcher whatever happens.
template <class Body>
task<void> while_watching(watcher& one, told& into, Body body) {
  co_await kit::beside(one.run(into.sink()), std::move(body));
}

}  // namespace harmony::kube::test
