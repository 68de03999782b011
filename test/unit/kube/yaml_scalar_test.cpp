// SPDX-License-Identifier: Apache-2.0
#include "kube/yaml_scalar.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

#include <boost/json/serialize.hpp>

using namespace harmony::kube;

namespace {

std::string read(std::string_view text) {
  const auto value = plain_scalar(text);
  return value ? boost::json::serialize(*value) : "refused";
}

}  // namespace

// The right-hand sides are what `kubectl annotate --local -o json` prints.
TEST_CASE("words are what kubectl takes them for") {
  for (const auto* word : {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "y", "Y"}) CHECK(read(word) == "true");
  for (const auto* word : {"false", "no", "No", "OFF", "n", "N"}) CHECK(read(word) == "false");
  for (const auto* word : {"~", "null", "Null", "NULL", ""}) CHECK(read(word) == "null");
  for (const std::string word : {"tRue", "yEs", "nULL", "oN", "lyon", "a: b", "-", "+", ".", "..", "-.", "e5", "0x", "0b2"})
    CHECK(read(word) == "\"" + word + "\"");
}

TEST_CASE("numbers are what kubectl takes them for") {
  CHECK(read("0") == "0");
  CHECK(read("8080") == "8080");
  CHECK(read("-5") == "-5");
  CHECK(read("+5") == "5");
  CHECK(read("1_000") == "1000");
  CHECK(read("0644") == "420");
  CHECK(read("0o644") == "420");
  CHECK(read("0x1F") == "31");
  CHECK(read("0b11") == "3");
  CHECK(read("-9223372036854775808") == "-9223372036854775808");
  CHECK(read("1.5") == "1.5E0");
  CHECK(read(".5") == "5E-1");
  CHECK(read("1.") == "1");
  CHECK(read("1e3") == "1000");
  CHECK(read("089") == "89");
}

TEST_CASE("what only looks like a number is text") {
  for (const std::string text :
       {"12:30", "2026-01-01", "1.2.3", "10.0.0.1", "128Mi", "500m", "1e", "--5", "0xg", "--", "1-2", "8080:80"})
    CHECK(read(text) == "\"" + text + "\"");
}

TEST_CASE("a number that JSON does not have is refused") {
  for (const auto* text : {".inf", "-.inf", "+.Inf", ".nan", ".NaN"}) CHECK(read(text) == "refused");
}
