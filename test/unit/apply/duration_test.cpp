// SPDX-License-Identifier: Apache-2.0
#include "apply/duration.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/base/clock.hpp"

using namespace harmony;
using apply::parse_duration;

TEST_CASE("hours, minutes and seconds are read, alone and together") {
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("5m") == 5min);
  CHECK(parse_duration("1h") == 1h);
  CHECK(parse_duration("1h30m5s") == 5405s);
  CHECK(parse_duration("8760h") == 8760h);
}

TEST_CASE("anything else is told what it should look like") {
  for (const auto* text :
       {"", "5", "5x", "m", "0s", "-5m", "5m1h", "5m5m", "1.5h", " 5m", "5 m", "8761h", "99999999999999999999s"}) {
    CAPTURE(text);
    const auto read = parse_duration(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::invalid);
    CHECK(read.error().hint == "write 90s, 5m or 1h30m, up to a year");
  }
}

TEST_CASE("a duration is written as it would be typed") {
  using apply::duration_text;
  CHECK(duration_text(0s) == "0s");
  CHECK(duration_text(59s) == "59s");
  CHECK(duration_text(300s) == "5m");
  CHECK(duration_text(5405s) == "1h30m5s");
  CHECK(duration_text(parse_duration("8760h").value()) == "8760h");
}
