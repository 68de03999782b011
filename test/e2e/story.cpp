// SPDX-License-Identifier: Apache-2.0
#include "story.hpp"

#include <cstdio>

#include <fmt/format.h>

#include "kit/eventually.hpp"

namespace harmony::e2e {

namespace {

std::string since(steady_clock::time_point then) {
  return readable(std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - then));
}

}  // namespace

void story::does(std::string_view what, const std::function<void()>& act) {
  begin(what);
  const auto then = steady_clock::now();
  act();
  end(then);
}

void story::becomes(std::string_view what, const std::function<void()>& act, const std::function<std::string()>& holds,
                    std::chrono::milliseconds limit) {
  begin(what);
  const auto then = steady_clock::now();
  act();
  std::string missing;
  const bool became = kit::eventually_blocking(limit, [&] {
    missing = holds();
    return missing.empty();
  });
  if (!became) throw broken_story(fmt::format("step {}, {}: not within {}; still: {}", step_, what, readable(limit), missing));
  end(then);
}

void story::ends_well() const { fmt::print("\nThe loop holds: {} of {} steps in {}.\n", step_, steps_, since(begun_)); }

void story::begin(std::string_view what) {
  ++step_;
  fmt::print("[{:>2}/{}] {:<88} ", step_, steps_, what);
  std::fflush(stdout);
}

void story::end(steady_clock::time_point then) const {
  fmt::print("{:>8}\n", since(then));
  std::fflush(stdout);
}

}  // namespace harmony::e2e
