// SPDX-License-Identifier: Apache-2.0
#include "kube/yaml.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

#include <boost/json/parse.hpp>

using namespace harmony;
using namespace harmony::kube;

TEST_CASE("an alias within what it names is a mistake, not a crash") {
  for (const auto* text : {"a: &a [*a]", "a: &a {b: *a}"}) {
    CHECK(parse_yaml(text).error().detail == "nested deeper than 256 levels");
    CHECK(parse_yaml_documents(text).error().detail == "nested deeper than 256 levels");
  }
}

TEST_CASE("a character that no document begins with is a mistake, not a document without end") {
  for (const auto* text : {",", ",{aa&:\n", "a: 1\n---\n}\n", "]", "a: [1]]\n"}) {
    CAPTURE(text);
    CHECK(parse_yaml_documents(text).error().code == errc::invalid);
  }
}

TEST_CASE("maps, lists and scalars come in as text") {
  CHECK(parse_yaml("a: 1\nb: [x, true]\nc:\n  d: ~\ne: \"\"\n") ==
        boost::json::parse(R"({"a":"1","b":["x","true"],"c":{"d":null},"e":""})"));
}

TEST_CASE("every escape is the character that it names") {
  CHECK(parse_yaml(R"({"\N": "\0\a\b\t\n\v\f\r\e \"\/\\\N\_\L\P\x7f\x80\u00e9\u20ac\ufeff\U0001f433é"})") ==
        boost::json::value{
            {"\xc2\x85", std::string("\0\a\b\t\n\v\f\r\x1b \"/\\\xc2\x85\xc2\xa0\xe2\x80\xa8\xe2\x80\xa9\x7f\xc2\x80"
                                     "\xc3\xa9\xe2\x82\xac\xef\xbb\xbf\xf0\x9f\x90\xb3\xc3\xa9",
                                     40)}});
}

TEST_CASE("JSON is YAML, and nothing is null") {
  CHECK(parse_yaml(R"({"a": {"b": ["c"]}})") == boost::json::parse(R"({"a":{"b":["c"]}})"));
  CHECK(parse_yaml("") == boost::json::value(nullptr));
}

TEST_CASE("a mistake is an error with its line") {
  const auto failure = parse_yaml("a: b\nc: [1, 2\nd: e\n");
  REQUIRE_FALSE(failure);
  CHECK(failure.error().code == errc::invalid);
  CHECK(failure.error().message.starts_with("it is not valid YAML at line "));
  CHECK_FALSE(failure.error().detail.empty());
  CHECK_FALSE(parse_yaml("? [a]\n: b\n"));
}

TEST_CASE("aliases that multiply are stopped") {
  std::string text = "a0: &a0 [x]\n";
  for (int level = 1; level < 12; ++level) {
    text += fmt::format("a{}: &a{} [", level, level);
    for (int copy = 0; copy < 10; ++copy) text += fmt::format("{}*a{}", copy == 0 ? "" : ", ", level - 1);
    text += "]\n";
  }
  const auto failure = parse_yaml(text);
  REQUIRE_FALSE(failure);
  CHECK(failure.error().detail == "too many nodes");
}
