// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/memory.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/base/process_figures.hpp"

using namespace harmony;

TEST_CASE("code that was let go of is out of memory, and works when it is used again") {
  const auto before = read_process_figures().resident_bytes;
  release_code_pages();
  const auto after = read_process_figures().resident_bytes;
  CHECK(after < before);
}
