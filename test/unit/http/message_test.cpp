// SPDX-License-Identifier: Apache-2.0
#include "harmony/http/message.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony::http;

TEST_CASE("a header is found whatever its case, the first of several") {
  const response answer{.status = 200,
                        .headers = {{"Content-Type", "text/plain"}, {"X-A", "1"}, {"x-a", "2"}, {"X-Empty", ""}}};
  CHECK(answer.header_value("content-type") == "text/plain");
  CHECK(answer.header_value("CONTENT-TYPE") == "text/plain");
  CHECK(answer.header_value("x-a") == "1");
  CHECK(answer.header_value("X-Empty").empty());
  CHECK(answer.header_value("Content").empty());
  CHECK(answer.header_value("Content-Type-Options").empty());
  CHECK(answer.header_value("").empty());
}

TEST_CASE("a header's name is compared as ASCII: only letters have a case") {
  const response answer{.status = 200, .headers = {{"a@b", "1"}, {"[x]", "2"}}};
  CHECK(answer.header_value("a`b").empty());
  CHECK(answer.header_value("{x}").empty());
}

TEST_CASE("from 200 to 299 is success") {
  CHECK_FALSE(response{}.ok());
  CHECK_FALSE(response{.status = 199}.ok());
  CHECK(response{.status = 200}.ok());
  CHECK(response{.status = 299}.ok());
  CHECK_FALSE(response{.status = 300}.ok());
}

TEST_CASE("everything but the unreserved characters is percent-encoded") {
  const std::string unreserved = "ABCXYZabcxyz0189-._~";
  CHECK(encoded(unreserved) == unreserved);
  CHECK(encoded("").empty());
  CHECK(encoded("a b/c?d=e&f#g%h+i") == "a%20b%2Fc%3Fd%3De%26f%23g%25h%2Bi");
  CHECK(encoded("app in (web,db)") == "app%20in%20%28web%2Cdb%29");
  CHECK(encoded("ü") == "%C3%BC");
  CHECK(encoded(std::string_view("\0\n\x7f\xff", 4)) == "%00%0A%7F%FF");
}
