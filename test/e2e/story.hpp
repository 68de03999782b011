// SPDX-License-Identifier: Apache-2.0
// A sequence of steps that a person can follow: what is waited for, and how long it took.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "harmony/base/clock.hpp"

namespace harmony::e2e {

/// What ends a story early; the text says which step waited for what.
class broken_story : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class story {
 public:
  /// `steps`: how many there will be, for "[3/14]".
  explicit story(int steps) : steps_(steps), begun_(steady_clock::now()) {}

  /// Does something and prints it with its time; what it throws ends the story.
  void does(std::string_view what, const std::function<void()>& act);
  /// Acts, then looks until `holds` says "" (it holds); what it says else is what is still missing. Throws after `limit`.
  void becomes(std::string_view what, const std::function<void()>& act, const std::function<std::string()>& holds,
               std::chrono::milliseconds limit = 60s);
  /// The last line.
  void ends_well() const;

 private:
  void begin(std::string_view what);
  void end(steady_clock::time_point since) const;

  int steps_;
  int step_ = 0;
  steady_clock::time_point begun_;
};

}  // namespace harmony::e2e
