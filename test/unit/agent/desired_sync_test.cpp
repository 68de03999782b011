// SPDX-License-Identifier: Apache-2.0
#include "agent/desired_sync.hpp"

#include <catch2/catch_test_macros.hpp>

using harmony::agent::desired_sync;
using harmony::agent::document_version;
using verdict = desired_sync::verdict;

namespace {

document_version version(std::uint64_t sequence, std::string digest = "a") { return {sequence, std::move(digest)}; }

}  // namespace

TEST_CASE("a push that is newer is applied, whatever was missed before it") {
  desired_sync sync;
  CHECK(sync.pushed(version(7)) == verdict::apply);
  sync.applied(version(7));
  CHECK(sync.pushed(version(7)) == verdict::ignore);
  CHECK(sync.pushed(version(12)) == verdict::apply);
}

TEST_CASE("a push that is older may come from a stream made anew: the truth is read") {
  desired_sync sync;
  sync.applied(version(7));
  CHECK(sync.pushed(version(1)) == verdict::read_again);
}

TEST_CASE("an answer is the truth, a lower sequence included") {
  desired_sync sync;
  CHECK(sync.answered(version(3), 0) == verdict::apply);
  sync.applied(version(7));
  CHECK(sync.answered(version(7), 0) == verdict::ignore);
  CHECK(sync.answered(version(1), 0) == verdict::apply);
}

TEST_CASE("an answer that a push overtook is asked for again") {
  desired_sync sync;
  sync.applied(version(7));
  const auto asked_at = sync.pushes();
  CHECK(sync.pushed(version(9)) == verdict::apply);
  sync.applied(version(9));
  CHECK(sync.answered(version(8), asked_at) == verdict::read_again);
  CHECK(sync.answered(version(9), asked_at) == verdict::ignore);
}

TEST_CASE("an answer that a push of what we have overtook is asked for again: the stream was made anew and has got that far") {
  desired_sync sync;
  sync.applied(version(2));
  const auto asked_at = sync.pushes();
  CHECK(sync.pushed(version(2)) == verdict::ignore);
  CHECK(sync.answered(version(1), asked_at) == verdict::read_again);
  CHECK(sync.answered(version(2), sync.pushes()) == verdict::ignore);
}

TEST_CASE("another document with a known sequence is from a stream made anew") {
  desired_sync sync;
  sync.applied(version(7, "a"));
  CHECK(sync.pushed(version(7, "b")) == verdict::read_again);
  CHECK(sync.answered(version(7, "b"), sync.pushes()) == verdict::apply);
  CHECK(sync.answered(version(7, "a"), sync.pushes()) == verdict::ignore);
}
