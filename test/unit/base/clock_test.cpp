// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/clock.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;

TEST_CASE("a time is written with and without its fraction") {
  const auto when = wall_clock::from_time_t(1'795'521'600) + 45ms;
  CHECK(rfc3339(when) == "2026-11-24T12:00:00.045Z");
  CHECK(rfc3339_micro(when + std::chrono::microseconds(7)) == "2026-11-24T12:00:00.045007Z");
  CHECK(rfc3339_seconds(when) == "2026-11-24T12:00:00Z");
}

TEST_CASE("what was written is read back") {
  const auto when = wall_clock::from_time_t(1'795'521'600) + 45ms;
  CHECK(parse_rfc3339(rfc3339(when)) == when);
  CHECK(parse_rfc3339("2026-11-24T12:00:00Z") == when - 45ms);
}

TEST_CASE("a time that the clock cannot hold is the last one that it can, or the first") {
  CHECK(parse_rfc3339("1262-01-24T12:00:00Z").value() < parse_rfc3339("1678-01-01T00:00:00Z").value());
  CHECK(parse_rfc3339("9999-12-31T23:59:59Z").value() > parse_rfc3339("2262-01-01T00:00:00Z").value());
}

TEST_CASE("a text that is not a UTC time is refused") {
  for (const auto* text :
       {"", "yesterday", "2026-11-24", "2026-11-24T12:00:00", "2026-11-24T12:00:00+01:00", "2026-11-24T12:00:00Zx"}) {
    INFO(text);
    const auto read = parse_rfc3339(text);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::invalid);
  }
}

TEST_CASE("durations read as a person says them") {
  CHECK(readable(850ms) == "850 ms");
  CHECK(readable(12'345ms) == "12.3 s");
  CHECK(readable(245s) == "4 min 5 s");
}
