// SPDX-License-Identifier: Apache-2.0
#include "operator/unlisted.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {
const steady_clock::time_point start{1000s};
}

TEST_CASE("who is not named by a listing is waited for, and no longer once it was heard of") {
  fleet::unlisted missing(90s);
  missing.begin({device("a"), device("b"), device("c")});
  missing.named(device("a"));
  CHECK_FALSE(missing.next_expiry());
  missing.end(start);
  CHECK_FALSE(missing.contains(device("a")));
  CHECK(missing.contains(device("b")));
  missing.named(device("b"));
  CHECK_FALSE(missing.contains(device("b")));
  CHECK(missing.expire(start + 89s).empty());
  CHECK(missing.expire(start + 90s) == std::set{device("c")});
  CHECK_FALSE(missing.contains(device("c")));
  CHECK_FALSE(missing.next_expiry());
}

TEST_CASE("another listing does not begin the wait anew for who is waited for already") {
  fleet::unlisted missing(90s);
  missing.begin({device("a")});
  missing.end(start);
  missing.begin({device("a"), device("b")});
  missing.end(start + 60s);
  CHECK(missing.next_expiry() == start + 90s);
  CHECK(missing.expire(start + 90s) == std::set{device("a")});
  CHECK(missing.next_expiry() == start + 150s);
  CHECK(missing.expire(start + 150s) == std::set{device("b")});
}

TEST_CASE("a listing that is interrupted says nothing") {
  fleet::unlisted missing(90s);
  missing.begin({device("a")});
  missing.begin({device("a")});
  missing.named(device("a"));
  missing.end(start);
  CHECK_FALSE(missing.next_expiry());
}

TEST_CASE("nobody is missed while nobody can speak, and each interruption costs what it lasted and no more") {
  fleet::unlisted missing(90s);
  missing.begin({device("a")});
  missing.end(start);
  missing.pause(start + 20s);
  CHECK_FALSE(missing.next_expiry());
  CHECK(missing.expire(start + 200s).empty());
  missing.pause(start + 60s);
  missing.resume(start + 200s);
  CHECK(missing.next_expiry() == start + 270s);
  missing.pause(start + 210s);
  missing.resume(start + 220s);
  missing.resume(start + 230s);
  CHECK(missing.contains(device("a")));
  CHECK(missing.expire(start + 280s - 1ms).empty());
  CHECK(missing.expire(start + 280s) == std::set{device("a")});
}
