// SPDX-License-Identifier: Apache-2.0
#include "bench/figure.hpp"
#include "bench/chart.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony::bench;

TEST_CASE("the median lies in the middle, or between the middle two") {
  CHECK(summary_of({3, 1, 2}).median == 2);
  CHECK(summary_of({4, 1, 3, 2}).median == 2.5);
  CHECK(summary_of({7}).least == 7);
  CHECK(summary_of({2, 9, 5}).most == 9);
}

TEST_CASE("a figure is told with its floor and the ratio to it") {
  const figure one{.name = "start", .unit = "ms", .values = {30, 10, 20}, .floor = {8, 10, 12}};
  CHECK(json_line(one) == R"({"name":"start","value":2E1,"unit":"ms","floor":1E1,"ratio":2E0,"min":1E1,"max":3E1,"runs":3})");
  CHECK(table({one}).contains("20.0"));
  CHECK(table({one}).contains("2.00"));
}

TEST_CASE("a figure without a floor has no ratio either") {
  const figure one{.name = "memory", .unit = "MiB", .values = {4.5}};
  CHECK(json_line(one) ==
        R"({"name":"memory","value":4.5E0,"unit":"MiB","floor":null,"ratio":null,"min":4.5E0,"max":4.5E0,"runs":1})");
}

TEST_CASE("the picture shows what has a floor, as long as it took") {
  const auto picture = chart({{.name = "start", .unit = "ms", .values = {200}, .floor = {100}},
                              {.name = "memory", .unit = "MiB", .values = {4}},
                              {.name = "stop", .unit = "ms", .values = {50}, .floor = {50}}});
  CHECK(picture.contains(">start<"));
  CHECK_FALSE(picture.contains(">memory<"));
  CHECK(picture.contains("width=\"330.0\" height=\"12\""));
  CHECK(picture.contains("width=\"165.0\" height=\"8\""));
}

TEST_CASE("nothing measured is no figure") { CHECK_THROWS(table({figure{.name = "nothing", .unit = "ms"}})); }
