// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/process_figures.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;

TEST_CASE("a process's figures are read behind a name that holds anything") {
  const auto read = parse_process_stat(
      "4242 (a ) b) S 1 4242 4242 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 3 0 12300 104857600 2560 18446744073709551615 1 1\n",
      1000, 100, 4096);
  REQUIRE(read);
  CHECK(read->cpu_seconds == 3);
  CHECK(read->start_seconds == 1123);
  CHECK(read->virtual_bytes == 104857600);
  CHECK(read->resident_bytes == 10485760);
}

TEST_CASE("a text of another form gives nothing") {
  CHECK_FALSE(parse_process_stat("", 0, 100, 4096));
  CHECK_FALSE(parse_process_stat("1 (a)", 0, 100, 4096));
  CHECK_FALSE(parse_process_stat("1 (a) S 1 2 3", 0, 100, 4096));
}

TEST_CASE("this process has figures") {
  const auto now = read_process_figures();
  CHECK(now.start_seconds > 1.6e9);
  CHECK(now.resident_bytes > 0);
  CHECK(now.virtual_bytes > now.resident_bytes);
  CHECK(now.open_files >= 3);
  CHECK(now.most_files >= now.open_files);
}
