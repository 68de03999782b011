// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/nearest.hpp"

#include <catch2/catch_test_macros.hpp>

using harmony::edit_distance;
using harmony::nearest;

TEST_CASE("a letter put in, left out, replaced or swapped is one edit") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("url", "url") == 0);
  CHECK(edit_distance("url", "ur") == 1);
  CHECK(edit_distance("rl", "url") == 1);
  CHECK(edit_distance("uri", "url") == 1);
  CHECK(edit_distance("ulr", "url") == 1);
  CHECK(edit_distance("", "url") == 3);
  CHECK(edit_distance("url", "") == 3);
  CHECK(edit_distance("socket", "url") == 6);
  CHECK(edit_distance("kitten", "sitting") == 3);
  // A swapped pair is not touched again.
  CHECK(edit_distance("ca", "abc") == 3);
}

TEST_CASE("the distance is the same both ways") {
  for (const auto* one : {"", "a", "ab", "ba", "device_id", "deviceid", "state_dir"})
    for (const auto* other : {"", "b", "ab", "device_id", "statedir"})
      CHECK(edit_distance(one, other) == edit_distance(other, one));
}

TEST_CASE("the nearest word is what was meant, if one is near") {
  constexpr std::string_view known[] = {"device_id", "state_dir", "url"};
  CHECK(nearest("device_id", known) == "device_id");
  CHECK(nearest("deviceId", known) == "device_id");
  CHECK(nearest("device", known) == "device_id");
  CHECK(nearest("stat_dir", known) == "state_dir");
  CHECK(nearest("ulr", known) == "url");
  CHECK_FALSE(nearest("hostname", known));
  CHECK_FALSE(nearest("lab", known));
  CHECK_FALSE(nearest("", known));
  CHECK_FALSE(nearest("url", {}));
}

TEST_CASE("of two that are equally near the first is named") {
  constexpr std::string_view known[] = {"bat", "cat"};
  CHECK(nearest("aat", known) == "bat");
}
