// SPDX-License-Identifier: Apache-2.0
// An API server that refuses some requests, as a relay says in its name: for answers that a real one gives when it is busy, or
// when two write at the same moment.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harmony/base/clock.hpp"
#include "kit/relay.hpp"
#include "kit/scripted_server.hpp"
#include "kit/strike.hpp"

namespace harmony::fleet::test {

/// 429, with the server's wish for the next try.
inline std::string busy(int seconds) {
  return kit::kept_answer("429 Too Many Requests", "busy", fmt::format("Retry-After: {}\r\n", seconds));
}

/// Must outlive the relay.
class refusals {
 public:
  struct attempt {
    steady_clock::time_point at;
    std::string request;
  };

  /// Of requests that begin like this: "PATCH /api/v1/...".
  explicit refusals(std::string line) : line_(std::move(line)) {}

  [[nodiscard]] kit::relay::tap tap() {
    return {
        .to_server = [this, said = std::make_shared<std::string>()](const std::string& bytes) { return sift(*said += bytes); },
        .instead = [this] { return std::exchange(own_, {}); }};
  }
  /// From now on: each of these answers one request, and what comes after them gets through.
  void begin(std::deque<std::string> answers) {
    answers_ = std::move(answers);
    attempts_.clear();
  }
  /// Every such request since then, refused or not.
  [[nodiscard]] const std::vector<attempt>& attempts() const { return attempts_; }

 private:
  /// Takes the whole requests off `said` and returns those that go on.
  std::string sift(std::string& said) {
    std::string on;
    while (const auto length = kit::whole_request(said)) {
      auto one = said.substr(0, length);
      said.erase(0, length);
      const bool ours = one.starts_with(line_);
      if (ours) attempts_.push_back({steady_clock::now(), one});
      if (ours && !answers_.empty()) {
        own_ = std::move(answers_.front());
        answers_.pop_front();
      } else {
        on += one;
      }
    }
    return on;
  }

  std::string line_;
  std::deque<std::string> answers_;
  std::vector<attempt> attempts_;
  std::string own_;
};

}  // namespace harmony::fleet::test
