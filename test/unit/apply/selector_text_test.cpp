// SPDX-License-Identifier: Apache-2.0
#include "apply/selector_text.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/codec.hpp"

using namespace harmony;

namespace {

std::string read(std::string_view text) {
  contracts::label_selector selector;
  const auto done = apply::read_selector(text, selector);
  return done ? contracts::encode_text(selector) : done.error().message;
}

}  // namespace

TEST_CASE("equality becomes matchLabels, with one '=' or two, with or without white space") {
  CHECK(read("site=lyon,tier==edge") == R"({"matchLabels":{"site":"lyon","tier":"edge"}})");
  CHECK(read(" site = lyon ,\ttier == edge ") == R"({"matchLabels":{"site":"lyon","tier":"edge"}})");
  CHECK(read("example.com/site=lyon") == R"({"matchLabels":{"example.com/site":"lyon"}})");
  CHECK(read("site=") == R"({"matchLabels":{"site":""}})");
  CHECK(read("site=lyon,site=lyon") == R"({"matchLabels":{"site":"lyon"}})");
}

TEST_CASE("everything else becomes matchExpressions") {
  CHECK(read("env!=test") == R"({"matchExpressions":[{"key":"env","operator":"NotIn","values":["test"]}]})");
  CHECK(read("tier in (edge,core)") == R"({"matchExpressions":[{"key":"tier","operator":"In","values":["edge","core"]}]})");
  CHECK(read("tier notin(lab)") == R"({"matchExpressions":[{"key":"tier","operator":"NotIn","values":["lab"]}]})");
  CHECK(read("tier in ( edge , edge )") == R"({"matchExpressions":[{"key":"tier","operator":"In","values":["edge"]}]})");
  CHECK(read("tier in (,edge)") == R"({"matchExpressions":[{"key":"tier","operator":"In","values":["","edge"]}]})");
  CHECK(read("tier in ()") == R"({"matchExpressions":[{"key":"tier","operator":"In","values":[""]}]})");
  CHECK(read("retired") == R"({"matchExpressions":[{"key":"retired","operator":"Exists"}]})");
  CHECK(read("! retired") == R"({"matchExpressions":[{"key":"retired","operator":"DoesNotExist"}]})");
  CHECK(read("site=lyon,!retired,tier in (edge)") ==
        R"({"matchExpressions":[{"key":"retired","operator":"DoesNotExist"},{"key":"tier","operator":"In","values":["edge"]}],)"
        R"("matchLabels":{"site":"lyon"}})");
}

TEST_CASE("in and notin are words like others where a label or a value stands") {
  CHECK(read("in=notin") == R"({"matchLabels":{"in":"notin"}})");
  CHECK(read("in in (in)") == R"({"matchExpressions":[{"key":"in","operator":"In","values":["in"]}]})");
  CHECK(read("notin") == R"({"matchExpressions":[{"key":"notin","operator":"Exists"}]})");
}

TEST_CASE("several texts are added to one selector") {
  contracts::label_selector selector;
  REQUIRE(apply::read_selector("site=lyon", selector));
  REQUIRE(apply::read_selector("!retired", selector));
  CHECK(contracts::encode_text(selector) ==
        R"({"matchExpressions":[{"key":"retired","operator":"DoesNotExist"}],"matchLabels":{"site":"lyon"}})");
  CHECK_FALSE(apply::read_selector("site=paris", selector));
}

TEST_CASE("a mistake is named with its column and what is expected there") {
  CHECK(read("") == "\"\", column 1: it ends where a label is expected");
  CHECK(read("site=lyon,") == "\"site=lyon,\", column 11: it ends where a label is expected");
  CHECK(read(",site") == "\",site\", column 1: \",\" stands where a label is expected");
  CHECK(read("=lyon") == "\"=lyon\", column 1: \"=\" stands where a label is expected");
  CHECK(read("!") == "\"!\", column 2: it ends where a label is expected");
  CHECK(read("!a=b") == "\"!a=b\", column 3: \"=\" stands where ',' or the end is expected");
  CHECK(read("site=ly on") == "\"site=ly on\", column 9: \"on\" stands where ',' or the end is expected");
  CHECK(read("site lyon") == "\"site lyon\", column 6: \"lyon\" stands where =, !=, in, notin, ',' or the end is expected");
  CHECK(read("tier in edge") == "\"tier in edge\", column 9: \"edge\" stands where '(' is expected");
  CHECK(read("tier in (edge") == "\"tier in (edge\", column 14: it ends where ',' or ')' is expected");
  CHECK(read("tier in (edge core)") == "\"tier in (edge core)\", column 15: \"core\" stands where ',' or ')' is expected");
  CHECK(read("cores>4") == "\"cores>4\", column 6: a Deployment's selector does not compare numbers");
  CHECK(read("site=lyon,site=paris") == "\"site=lyon,site=paris\", column 21: site cannot be both \"lyon\" and \"paris\"");
  CHECK(read("ok,-bad").starts_with("\"ok,-bad\", column 4: \"-bad\" is not a label key"));
  CHECK(read("site=a:b").starts_with("\"site=a:b\", column 6: \"a:b\" is not a label value"));
}
