// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/utf8.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;

TEST_CASE("a character has one to four bytes") {
  CHECK(character_size("ab") == 1);
  CHECK(character_size("éb") == 2);
  CHECK(character_size("€b") == 3);
  CHECK(character_size("😀b") == 4);
}

TEST_CASE("what is cut off, overlong, a surrogate or too high is no character") {
  for (const auto* text : {"\x80", "\xC3", "\xC3 ", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
                           "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CAPTURE(text);
    CHECK(character_size(text) == 0);
  }
}

TEST_CASE("characters are counted, not bytes") {
  CHECK(code_points("") == 0);
  CHECK(code_points("aé€😀") == 4);
}

TEST_CASE("one line has no control character, nothing that is no character, and no half one at its end") {
  CHECK(one_line("a\r\n\tb\x01", 99) == "a   b ");
  CHECK(one_line("a\x7f\u009b\u0085\u2028\u2029é", 99) == "a     é");
  CHECK(one_line("\xff€", 99) == "?€");
  CHECK(one_line("a€", 3) == "a");
  CHECK(one_line("a€", 4) == "a€");
  CHECK(one_line("abc", 0).empty());
}

TEST_CASE("a beginning ends between two characters") {
  CHECK(beginning("abc", 3) == "abc");
  CHECK(beginning("abc", 2) == "ab");
  CHECK(beginning("a€", 3) == "a");
  CHECK(beginning("a€", 4) == "a€");
  CHECK(beginning("€", 2).empty());
}
