// SPDX-License-Identifier: Apache-2.0
#include "kube/json_for_yaml.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>

using namespace harmony::kube;

TEST_CASE("what YAML does not take or takes for the end of a line is escaped, and everything else is as it was") {
  CHECK(json_for_yaml(
            {{"a", "\x7f \xc2\x80 \xc2\x85 \xc2\x9f \xe2\x80\xa8 \xe2\x80\xa9 \xef\xbb\xbf \xef\xbf\xbe \xef\xbf\xbf"}}) ==
        R"({"a":"\u007f \u0080 \u0085 \u009f \u2028 \u2029 \ufeff \ufffe \uffff"})");
  const auto* same =
      "{\"caf\xc3\xa9\":\"\\u0001\\t\\\"\\\\~\xc2\xa0 \xe2\x82\xac \xef\xbf\xbd \xf0\x9f\x90\xb3 \xf0\x9f\xbf\xbf\"}";
  CHECK(json_for_yaml(boost::json::parse(same)) == same);
}

TEST_CASE("it is the same JSON for whoever reads JSON") {
  std::string all;
  for (int one = 1; one < 0x80; ++one) all += static_cast<char>(one);
  all += "\xc2\x80\xc2\x85\xe2\x80\xa8\xef\xbf\xbf\xf4\x8f\xbf\xbf";
  const boost::json::value object{{all, {1, all, nullptr}}};
  CHECK(boost::json::parse(json_for_yaml(object)) == object);
}
