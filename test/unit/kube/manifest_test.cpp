// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/manifest.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

using namespace harmony;

namespace {

/// "LINE JSON" of each document, or what is wrong.
std::string read(std::string_view text) {
  const auto documents = kube::read_manifest(text);
  if (!documents) return documents.error().message;
  std::string all;
  for (const auto& one : *documents) all += fmt::format("{} {}\n", one.line, boost::json::serialize(one.content));
  return all;
}

}  // namespace

TEST_CASE("YAML documents are read with their types and lines; empty ones do not count") {
  CHECK(read("---\n# web\na: 1\nb: \"1\"\nc: !!str 1\nd: [x, true]\n---\n---\na:\n  - ~\n") ==
        "3 {\"a\":1,\"b\":\"1\",\"c\":\"1\",\"d\":[\"x\",true]}\n9 {\"a\":[null]}\n");
  CHECK(read("text: |\n  a\n  b\nfolded: >-\n  a\n  b\n") == "1 {\"text\":\"a\\nb\\n\",\"folded\":\"a b\"}\n");
  CHECK(read("a: &same {x: 1}\nb: *same\n") == "1 {\"a\":{\"x\":1},\"b\":{\"x\":1}}\n");
  CHECK(read("").empty());
  CHECK(read("---\n# nothing\n---\n").empty());
}

TEST_CASE("JSON documents are read by JSON's rules, one or several") {
  CHECK(read("\n{\"a\": \"\\u00e9\\/\",\n\t\"b\": 1e3}\n") == "2 {\"a\":\"\xC3\xA9/\",\"b\":1E3}\n");
  CHECK(read("{\"a\":1}{\"b\":2}\n{\"c\":3}") == "1 {\"a\":1}\n1 {\"b\":2}\n2 {\"c\":3}\n");
  CHECK(read("{\"a\":1}\n---\n{\"b\":2}\n") == "1 {\"a\":1}\n3 {\"b\":2}\n");
}

TEST_CASE("a mistake is named with its line") {
  CHECK(read("a: 1\nb: [1,\nc: 2\n").starts_with("it is not valid YAML at line "));
  CHECK(read("a: 1\nb:\n\t- 1\n") == "it is not valid YAML at line 3");
  CHECK(read("a: 1\nb: 2\na: 3\n") == "it is not valid YAML at line 3");
  CHECK(read("a: .inf\n") == "it is not valid YAML at line 1");
  CHECK(read("{\n\"a\": 1,\n\"b\": }\n") == "it is not valid JSON at line 3");
  CHECK(read("{\"a\": 1") == "it is not valid JSON at line 1");
  CHECK(read("{\"a\": 1}\nrest") == "it is not valid JSON at line 2");
  CHECK(kube::read_manifest("a: 1\na: 2\n").error().detail == "the key \"a\" is there twice");
}
