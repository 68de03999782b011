// SPDX-License-Identifier: Apache-2.0
#include "agent/desired_sync.hpp"

#include <catch2/catch_test_macros.hpp>

using harmony::agent::desired_sync;
using verdict = desired_sync::verdict;

TEST_CASE("a push that is newer is applied, whatever was missed before it") {
  desired_sync sync;
  CHECK(sync.pushed(7) == verdict::apply);
  sync.applied(7);
  CHECK(sync.pushed(7) == verdict::ignore);
  CHECK(sync.pushed(12) == verdict::apply);
}

TEST_CASE("a push that is older may come from a stream made anew: the truth is read") {
  desired_sync sync;
  sync.applied(7);
  CHECK(sync.pushed(1) == verdict::read_again);
}

TEST_CASE("an answer is the truth, a lower sequence included") {
  desired_sync sync;
  CHECK(sync.answered(3, std::nullopt) == verdict::apply);
  sync.applied(7);
  CHECK(sync.answered(7, 7) == verdict::ignore);
  CHECK(sync.answered(1, 7) == verdict::apply);
}

TEST_CASE("an answer that a push overtook is asked for again") {
  desired_sync sync;
  sync.applied(7);
  const auto asked_at = sync.last();
  sync.applied(9);
  CHECK(sync.answered(8, asked_at) == verdict::read_again);
  CHECK(sync.answered(9, asked_at) == verdict::ignore);
}
