// SPDX-License-Identifier: Apache-2.0
#include "operator/presence.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;

namespace {
const steady_clock::time_point start{1000s};
}

TEST_CASE("a device that falls silent becomes unreachable once, and reachable at its next sign of life") {
  presence there(90s);
  CHECK_FALSE(there.heard(device("a"), start));
  CHECK(there.next_expiry() == start + 90s);
  CHECK(there.expire(start + 89s).empty());
  CHECK(there.expire(start + 90s) == std::vector{device("a")});
  CHECK(there.expire(start + 1h).empty());
  CHECK_FALSE(there.next_expiry());
  CHECK(there.heard(device("a"), start + 1h));
  CHECK_FALSE(there.heard(device("a"), start + 1h));
}

TEST_CASE("each sign of life starts the silence anew, and the longest silent expires first") {
  presence there(90s);
  there.heard(device("a"), start);
  there.heard(device("b"), start + 10s);
  there.heard(device("a"), start + 20s);
  CHECK(there.next_expiry() == start + 100s);
  CHECK(there.expire(start + 105s) == std::vector{device("b")});
  CHECK(there.expire(start + 110s) == std::vector{device("a")});
}

TEST_CASE("a device that was not heard yet has the whole silence to say something") {
  presence there(90s);
  there.expect(device("a"), start);
  CHECK(there.expire(start + 60s).empty());
  there.expect(device("a"), start + 60s);
  CHECK(there.expire(start + 90s) == std::vector{device("a")});
  there.expect(device("a"), start + 91s);
  CHECK_FALSE(there.next_expiry());
}

TEST_CASE("a forgotten device is not missed") {
  presence there(90s);
  there.heard(device("a"), start);
  there.forget(device("a"));
  there.forget(device("a"));
  CHECK(there.expire(start + 1h).empty());
}
