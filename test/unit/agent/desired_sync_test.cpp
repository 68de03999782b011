// SPDX-License-Identifier: Apache-2.0
#include "agent/desired_sync.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using harmony::agent::desired_sync;
using harmony::agent::document_version;
using verdict = desired_sync::verdict;

namespace {

constexpr steady_clock::time_point now{};

document_version version(std::uint64_t sequence, std::string digest = "a") { return {sequence, std::move(digest), {}}; }

document_version written(std::uint64_t sequence, std::chrono::seconds at) {
  return {sequence, std::to_string(sequence), wall_clock::time_point{} + at};
}

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

TEST_CASE("an answer of which nobody knows when it was written is the truth, a lower sequence included") {
  desired_sync sync;
  CHECK(sync.answered(version(3), 0, now) == verdict::apply);
  sync.applied(version(7));
  CHECK(sync.answered(version(7), 0, now) == verdict::ignore);
  CHECK(sync.answered(version(1), 0, now) == verdict::apply);
}

TEST_CASE("an answer that a push overtook is asked for again") {
  desired_sync sync;
  sync.applied(version(7));
  const auto asked_at = sync.pushes();
  CHECK(sync.pushed(version(9)) == verdict::apply);
  sync.applied(version(9));
  CHECK(sync.answered(version(8), asked_at, now) == verdict::read_again);
  CHECK(sync.answered(version(9), asked_at, now) == verdict::ignore);
}

TEST_CASE("an answer that a push of what we have overtook is asked for again: the stream was made anew and has got that far") {
  desired_sync sync;
  sync.applied(version(2));
  const auto asked_at = sync.pushes();
  CHECK(sync.pushed(version(2)) == verdict::ignore);
  CHECK(sync.answered(version(1), asked_at, now) == verdict::read_again);
  CHECK(sync.answered(version(2), sync.pushes(), now) == verdict::ignore);
}

TEST_CASE("another document with a known sequence is from a stream made anew") {
  desired_sync sync;
  sync.applied(version(7, "a"));
  CHECK(sync.pushed(version(7, "b")) == verdict::read_again);
  CHECK(sync.answered(version(7, "b"), sync.pushes(), now) == verdict::apply);
  CHECK(sync.answered(version(7, "a"), sync.pushes(), now) == verdict::ignore);
}

TEST_CASE("an answer that was written earlier is doubted, and counts when it has been the answer for five minutes") {
  desired_sync sync;
  sync.applied(written(20, 200s));
  const auto before = written(10, 100s);
  for (auto later = 0s; later < 5min; later += 30s) CHECK(sync.answered(before, 0, now + later) == verdict::doubt);
  CHECK(sync.answered(before, 0, now + 5min) == verdict::apply);
  sync.applied(before);
  CHECK(sync.answered(before, 0, now) == verdict::ignore);
  // From here it goes on as from any other.
  CHECK(sync.answered(written(9, 90s), 0, now) == verdict::doubt);
  CHECK(sync.answered(written(11, 110s), 0, now) == verdict::apply);
}

TEST_CASE("the time in which nobody answered does not count") {
  desired_sync sync;
  sync.applied(written(20, 200s));
  const auto before = written(10, 100s);
  CHECK(sync.answered(before, 0, now) == verdict::doubt);
  CHECK(sync.answered(before, 0, now + 10min) == verdict::doubt);
  for (auto later = 10min + 30s; later < 15min; later += 30s) CHECK(sync.answered(before, 0, now + later) == verdict::doubt);
  CHECK(sync.answered(before, 0, now + 15min) == verdict::apply);
}

TEST_CASE("a replica that catches up, or is behind at another place, is not believed for its patience") {
  desired_sync sync;
  sync.applied(written(20, 200s));
  for (auto later = 0s; later < 5min; later += 30s) CHECK(sync.answered(written(10, 100s), 0, now + later) == verdict::doubt);
  CHECK(sync.answered(written(12, 120s), 0, now + 5min) == verdict::doubt);
  CHECK(sync.answered(written(20, 200s), 0, now + 6min) == verdict::ignore);
  CHECK(sync.answered(written(12, 120s), 0, now + 7min) == verdict::doubt);
}

TEST_CASE("a server whose clock was set back and whose data is lost is obeyed after five minutes, however often it writes") {
  desired_sync sync;
  sync.applied(written(20, 200s));
  for (unsigned minute = 0; minute < 5; ++minute) {
    const auto newest = written(1 + minute, std::chrono::seconds(minute));
    CHECK(sync.pushed(newest) == verdict::read_again);
    CHECK(sync.answered(newest, sync.pushes(), now + std::chrono::minutes(minute)) == verdict::doubt);
  }
  const auto newest = written(6, 5s);
  CHECK(sync.pushed(newest) == verdict::read_again);
  CHECK(sync.answered(newest, sync.pushes(), now + 5min) == verdict::apply);
}

TEST_CASE("a stream made anew counts from the beginning, and its documents were written later: they count at once") {
  desired_sync sync;
  sync.applied(written(20, 200s));
  CHECK(sync.answered(written(1, 201s), 0, now) == verdict::apply);
}

TEST_CASE("a server whose clock was set back is believed as soon as it has written more") {
  desired_sync sync;
  sync.applied(written(20, 200s));
  CHECK(sync.pushed(written(21, 5s)) == verdict::apply);
  sync.applied(written(21, 5s));
  CHECK(sync.answered(written(22, 6s), sync.pushes(), now) == verdict::apply);
}

TEST_CASE("when a push was written is learned from the next answer, if the server does not say it with the push") {
  desired_sync sync;
  sync.applied(written(10, 100s));
  sync.applied({20, "20", {}});
  CHECK(sync.answered(written(20, 200s), 0, now) == verdict::ignore);
  CHECK(sync.answered(written(15, 150s), 0, now) == verdict::doubt);
}
