// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/histogram.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;

TEST_CASE("a value counts in its bound and in every larger one") {
  duration_histogram seen;
  seen.observe(0.005);
  seen.observe(0.006);
  seen.observe(3600);
  CHECK(seen.up_to(0) == 1);
  CHECK(seen.up_to(1) == 2);
  CHECK(seen.up_to(duration_bounds.size() - 1) == 2);
  CHECK(seen.count() == 3);
  CHECK(seen.sum() == 0.005 + 0.006 + 3600);
}
