// SPDX-License-Identifier: Apache-2.0
// What the code under test logs in this process.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harmony/base/log.hpp"

namespace harmony::kit {

/// Keeps the lines instead of showing them, and puts the log's earlier sink and level back at the end of a test.
class log_capture {
 public:
  explicit log_capture(log::level least = log::level::info) {
    log::configure(least, log::format::text);
    before_ = log::redirect([this](log::level, std::string_view line) {
      const std::scoped_lock held(mutex_);  // any thread logs
      lines_.emplace_back(line);
    });
  }
  log_capture(const log_capture&) = delete;
  log_capture& operator=(const log_capture&) = delete;
  ~log_capture() {
    log::redirect(std::move(before_));
    log::configure(log::level::info, log::format::text);
  }
  /// Of a test with one thread: the reference is to what grows.
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  /// How many lines have these words.
  [[nodiscard]] long count(std::string_view words) const {
    const std::scoped_lock held(mutex_);
    return std::ranges::count_if(lines_, [&](const auto& line) { return line.contains(words); });
  }

 private:
  log::sink before_;
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

}  // namespace harmony::kit
