// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/backoff.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace std::chrono_literals;

TEST_CASE("each wait lies between half of it and the whole of it, doubles, and stays below the most") {
  harmony::random_source random(7);
  for (int round = 0; round < 200; ++round) {
    harmony::backoff waits(100ms, 1s);
    for (const auto whole : {100ms, 200ms, 400ms, 800ms, 1000ms, 1000ms}) {
      const auto wait = waits.next(random);
      REQUIRE(wait >= whole / 2);
      REQUIRE(wait <= whole);
      REQUIRE(waits.longest() == whole);
    }
    REQUIRE(waits.failures() == 6);
  }
}

TEST_CASE("a success makes the next wait short again") {
  harmony::random_source random(7);
  harmony::backoff waits(100ms, 10s);
  for (int failure = 0; failure < 8; ++failure) (void)waits.next(random);
  waits.reset();
  CHECK(waits.next(random) <= 100ms);
}

TEST_CASE("a thousand failures neither overflow nor pass the most") {
  harmony::random_source random(7);
  harmony::backoff waits(1s, 5min);
  for (int failure = 0; failure < 1000; ++failure) REQUIRE(waits.next(random) <= 5min);
}

TEST_CASE("a jittered period stays within its part") {
  harmony::random_source random(7);
  for (int round = 0; round < 1000; ++round) {
    const auto period = harmony::jittered(30s, 0.1, random);
    REQUIRE(period >= 27s);
    REQUIRE(period <= 33s);
  }
}
