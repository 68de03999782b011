// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/result.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;

TEST_CASE("context is put in front, and the other system's words stay apart") {
  const error low{.code = errc::unavailable, .message = "connection refused by 10.0.0.1:4222", .detail = "ECONNREFUSED"};
  const auto high = low.in("reading the desired document").in("starting");
  CHECK(high.message == "starting: reading the desired document: connection refused by 10.0.0.1:4222");
  CHECK(high.detail == "ECONNREFUSED");
  CHECK(high.code == errc::unavailable);
}

TEST_CASE("the text of an error names what, why and what to do") {
  const error whole{.code = errc::invalid, .message = "a", .detail = "b", .hint = "c"};
  CHECK(whole.text() == "a: \"b\" (c)");
  CHECK(error{.code = errc::invalid, .message = "a"}.text() == "a");
}

TEST_CASE("fail makes a result of any type") {
  const result<int> failed = fail(errc::not_found, "no such thing");
  REQUIRE_FALSE(failed);
  CHECK(name_of(failed.error().code) == "not_found");
}
