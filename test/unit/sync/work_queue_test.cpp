// SPDX-License-Identifier: Apache-2.0
#include "harmony/sync/work_queue.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace harmony;
using queue_of_text = sync::work_queue<std::string>;

namespace {
const steady_clock::time_point start{1000s};
}

TEST_CASE("keys come when they are due, the earliest first") {
  queue_of_text queue(100ms, 1s);
  queue.add("late", start + 2s);
  queue.add("early", start + 1s);
  CHECK(queue.next_due() == start + 1s);
  CHECK_FALSE(queue.take_due(start));
  CHECK(queue.take_due(start + 3s) == "early");
  CHECK(queue.take_due(start + 3s) == "late");
  CHECK_FALSE(queue.take_due(start + 3s));
}

TEST_CASE("a key waits once, at the earlier of its times") {
  queue_of_text queue(100ms, 1s);
  queue.add("a", start + 2s);
  queue.add("a", start + 1s);
  queue.add("a", start + 5s);
  CHECK(queue.waiting() == 1);
  CHECK(queue.next_due() == start + 1s);
  CHECK(queue.take_due(start + 1s) == "a");
  queue.done("a");
  CHECK_FALSE(queue.next_due());
}

TEST_CASE("a key waits from when it is added until it is taken, and again once it failed") {
  random_source random(1);
  queue_of_text queue(100ms, 1s);
  CHECK_FALSE(queue.waits("a"));
  queue.add("a", start);
  CHECK(queue.waits("a"));
  CHECK(queue.take_due(start) == "a");
  CHECK_FALSE(queue.waits("a"));
  queue.add_failed("a", start, random);
  queue.done("a");
  CHECK(queue.waits("a"));
}

TEST_CASE("a key never runs twice at once, and what came meanwhile runs right after") {
  queue_of_text queue(100ms, 1s);
  queue.add("a", start);
  REQUIRE(queue.take_due(start) == "a");
  queue.add("a", start);
  CHECK_FALSE(queue.take_due(start + 1h));
  queue.done("a");
  CHECK(queue.take_due(start) == "a");
}

TEST_CASE("failures of one key wait longer each time and do not slow another") {
  random_source random(3);
  queue_of_text queue(100ms, 400ms);
  for (const auto most : {100ms, 200ms, 400ms, 400ms}) {
    queue.add("bad", start);
    REQUIRE(queue.take_due(start) == "bad");
    queue.add_failed("bad", start, random);
    queue.done("bad");
    const auto due = *queue.next_due();
    CHECK(due >= start + most / 2);
    CHECK(due <= start + most);
    REQUIRE(queue.take_due(due) == "bad");
    queue.done("bad");
  }
  queue.add("good", start);
  CHECK(queue.take_due(start) == "good");
}

TEST_CASE("a failed key does not come before the other side wishes it") {
  random_source random(1);
  queue_of_text queue(100ms, 1s);
  queue.add("a", start);
  REQUIRE(queue.take_due(start) == "a");
  queue.add_failed("a", start, random, 7s);
  queue.done("a");
  CHECK(queue.next_due() == start + 7s);
}

TEST_CASE("a success forgets the failures") {
  random_source random(3);
  queue_of_text queue(100ms, 10s);
  for (int failure = 0; failure < 5; ++failure) {
    queue.add_failed("a", start, random);
    REQUIRE(queue.take_due(start + 1h) == "a");
    queue.done("a");
  }
  queue.forget("a");
  queue.add_failed("a", start, random);
  CHECK(*queue.next_due() <= start + 100ms);
}

TEST_CASE("a change while a retry waits brings the key forward") {
  random_source random(3);
  queue_of_text queue(10s, 1min);
  queue.add("a", start);
  REQUIRE(queue.take_due(start) == "a");
  queue.add_failed("a", start, random);
  queue.done("a");
  queue.add("a", start);
  CHECK(queue.take_due(start) == "a");
}
