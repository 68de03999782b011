// SPDX-License-Identifier: Apache-2.0
#include "nats/reconnect_delay.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include "harmony/base/clock.hpp"

using namespace harmony;

TEST_CASE("a lost connection is tried again soon, then ever more rarely, and never in a tight loop") {
  random_source random(7);
  for (int attempt = 1; attempt < 200; ++attempt) {
    const auto longest = attempt < 12 ? std::min<std::chrono::milliseconds>(100ms * (1 << (attempt - 1)), 30s) : 30s;
    const auto wait = nats::reconnect_delay(attempt, 100ms, 30s, random);
    CHECK(wait >= 50ms);
    CHECK(wait <= longest);
  }
}

TEST_CASE("the waits of a fleet spread over the whole range") {
  random_source random(7);
  auto shortest = std::chrono::milliseconds::max();
  auto longest = std::chrono::milliseconds::min();
  for (int device = 0; device < 1000; ++device) {
    const auto wait = nats::reconnect_delay(9, 100ms, 30s, random);
    shortest = std::min(shortest, wait);
    longest = std::max(longest, wait);
  }
  CHECK(shortest < 2s);
  CHECK(longest > 23s);
}

TEST_CASE("a bound below the first wait holds") {
  random_source random(7);
  CHECK(nats::reconnect_delay(1, 100ms, 20ms, random) == 20ms);
}
