// SPDX-License-Identifier: Apache-2.0
#include "kube/retry.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace std::chrono_literals;
using namespace harmony;
using namespace harmony::kube;

TEST_CASE("a busy server is asked three times in all, a little later each time") {
  random_source random{1};
  retry again;
  const auto first = again.after(http::method::get, {.code = 503}, random);
  const auto second = again.after(http::method::get, {.code = 429}, random);
  REQUIRE(first);
  REQUIRE(second);
  CHECK((*first >= 250ms && *first <= 500ms));
  CHECK((*second >= 500ms && *second <= 1s));
  CHECK_FALSE(again.after(http::method::get, {.code = 504}, random));
}

TEST_CASE("the server's own wish is honoured") {
  random_source random{1};
  retry again;
  CHECK(again.after(http::method::patch, {.code = 429, .retry_after = 7s}, random) == 7s);
}

TEST_CASE("what would be refused again, or might happen twice, is not asked again") {
  random_source random{1};
  for (const unsigned code : {400U, 401U, 403U, 404U, 409U, 410U, 422U, 500U})
    CHECK_FALSE(retry().after(http::method::get, {.code = code}, random));
  CHECK_FALSE(retry().after(http::method::post, {.code = 503}, random));
}
