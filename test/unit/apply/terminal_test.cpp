// SPDX-License-Identifier: Apache-2.0
#include "apply/terminal.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony::apply;

TEST_CASE("only a terminal that can move its cursor is drawn on, and colours can be declined") {
  CHECK(display_for(true, "xterm", nullptr) == display{.live = true, .colour = true});
  CHECK(display_for(true, "xterm", "") == display{.live = true, .colour = true});
  CHECK(display_for(true, "xterm", "1") == display{.live = true, .colour = false});
  CHECK(display_for(true, "dumb", nullptr) == display{});
  CHECK(display_for(true, "", nullptr) == display{});
  CHECK(display_for(true, nullptr, nullptr) == display{});
  CHECK(display_for(false, "xterm", nullptr) == display{});
}

TEST_CASE("lines that wrapped when the window was made narrower are counted with all their rows") {
  CHECK(rows_of({}, 80) == 0);
  CHECK(rows_of({79, 0, 12}, 80) == 3);
  CHECK(rows_of({79, 0, 12}, 40) == 4);
  CHECK(rows_of({80, 81}, 80) == 3);
  CHECK(rows_of({79, 0, 12}, 10) == 11);
}
