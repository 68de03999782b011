// SPDX-License-Identifier: Apache-2.0
#include "operator/absence.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using fleet::absence;

namespace {
const steady_clock::time_point start{1000s};
const kube::object_key web{"default", "web"};
}  // namespace

TEST_CASE("the patience lasts from the first look at which it may begin") {
  absence one(1h);
  CHECK(one.is_patient());
  CHECK_FALSE(one.next_expiry(false));
  CHECK_FALSE(one.expire(start, false));
  CHECK(one.next_expiry(true).value() < start);
  CHECK_FALSE(one.expire(start + 5h, true));
  CHECK(one.next_expiry(true) == start + 6h);
  // Whatever it began with may be deleted meanwhile.
  CHECK(one.next_expiry(false) == start + 6h);
  CHECK_FALSE(one.expire(start + 6h - 1ms, false));
  CHECK(one.expire(start + 6h, false));
  CHECK_FALSE(one.is_patient());
  CHECK_FALSE(one.next_expiry(true));
  CHECK_FALSE(one.expire(start + 7h, true));
}

TEST_CASE("a deletion that was seen counts until the thing vanishes without one") {
  absence one(1h);
  CHECK_FALSE(one.saw_deletion(web));
  one.deleted(web);
  CHECK(one.saw_deletion(web));
  one.vanished(web);
  CHECK_FALSE(one.saw_deletion(web));
}

TEST_CASE("what a listing lacks without a deletion begins the patience anew") {
  absence one(1h);
  one.expire(start, true);
  one.expire(start + 30min, true);
  one.vanished(web);
  CHECK(one.next_expiry(true).value() < start);
  one.expire(start + 50min, true);
  CHECK_FALSE(one.expire(start + 109min, true));
  CHECK(one.expire(start + 110min, true));
  one.vanished(web);
  CHECK(one.is_patient());
}
