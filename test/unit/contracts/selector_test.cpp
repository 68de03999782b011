// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/deployment.hpp"

using namespace harmony::contracts;

namespace {

labels device(std::initializer_list<std::pair<const char*, const char*>> pairs) {
  labels all;
  for (const auto& [key, value] : pairs) all.emplace(*label_key::parse(key), *label_value::parse(value));
  return all;
}

bool selects(std::string_view selector, const labels& given) {
  const auto decoded = decode_text<label_selector>(selector);
  REQUIRE(decoded);
  return matches(*decoded, given);
}

}  // namespace

TEST_CASE("an empty selector matches nothing") {
  CHECK_FALSE(selects("{}", device({})));
  CHECK_FALSE(selects(R"({"matchLabels":{}})", device({{"site", "lyon"}})));
}

TEST_CASE("every label has to be there with its value") {
  const auto* selector = R"({"matchLabels":{"site":"lyon","tier":"edge"}})";
  CHECK(selects(selector, device({{"site", "lyon"}, {"tier", "edge"}, {"other", "x"}})));
  CHECK_FALSE(selects(selector, device({{"site", "lyon"}})));
  CHECK_FALSE(selects(selector, device({{"site", "lyon"}, {"tier", "core"}})));
}

TEST_CASE("expressions mean what they mean in Kubernetes") {
  const auto lyon = device({{"site", "lyon"}});
  const auto none = device({});
  CHECK(selects(R"({"matchExpressions":[{"key":"site","operator":"In","values":["paris","lyon"]}]})", lyon));
  CHECK_FALSE(selects(R"({"matchExpressions":[{"key":"site","operator":"In","values":["paris"]}]})", lyon));
  CHECK_FALSE(selects(R"({"matchExpressions":[{"key":"site","operator":"In","values":["lyon"]}]})", none));
  CHECK_FALSE(selects(R"({"matchExpressions":[{"key":"site","operator":"NotIn","values":["lyon"]}]})", lyon));
  CHECK(selects(R"({"matchExpressions":[{"key":"site","operator":"NotIn","values":["lyon"]}]})", none));
  CHECK(selects(R"({"matchExpressions":[{"key":"site","operator":"Exists"}]})", lyon));
  CHECK_FALSE(selects(R"({"matchExpressions":[{"key":"site","operator":"Exists"}]})", none));
  CHECK(selects(R"({"matchExpressions":[{"key":"site","operator":"DoesNotExist"}]})", none));
  CHECK_FALSE(selects(R"({"matchExpressions":[{"key":"site","operator":"DoesNotExist"}]})", lyon));
}

TEST_CASE("labels and expressions both have to hold") {
  CHECK_FALSE(selects(R"({"matchLabels":{"site":"lyon"},"matchExpressions":[{"key":"tier","operator":"Exists"}]})",
                      device({{"site", "lyon"}})));
}
