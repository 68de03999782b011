// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/codec.hpp"

#include <catch2/catch_test_macros.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harmony/contracts/checked.hpp"

namespace toys {

enum class colour { deep_red, green };
BOOST_DESCRIBE_ENUM(colour, deep_red, green)

struct part {
  std::string name;
  int count_of = 0;
  friend bool operator==(const part&, const part&) = default;
};
BOOST_DESCRIBE_STRUCT(part, (), (name, count_of))

struct toy {
  std::string name;
  bool loud = false;
  colour paint = colour::green;
  std::optional<std::int64_t> price;
  std::vector<part> parts;
  std::vector<std::string> must_be_there;
  std::map<harmony::contracts::label_key, std::string> labels;
  int wheels = 4;
  std::string namespace_;
  friend bool operator==(const toy&, const toy&) = default;
};
BOOST_DESCRIBE_STRUCT(toy, (), (name, loud, paint, price, parts, must_be_there, labels, wheels, namespace_))
inline constexpr harmony::contracts::field toy_fields[] = {
    {.member = "name", .min_length = 1, .max_length = 5},
    {.member = "loud", .defaulted = true},
    {.member = "paint", .defaulted = true},
    {.member = "parts", .max_items = 2},
    {.member = "must_be_there", .required = true},
    {.member = "wheels", .defaulted = true, .minimum = 1, .maximum = 10},
    {.member = "namespace_", .defaulted = true},
};

}  // namespace toys

template <>
inline constexpr std::span<const harmony::contracts::field> harmony::contracts::fields_of<toys::toy> = toys::toy_fields;

using namespace harmony::contracts;

namespace {

std::string why_not(std::string_view text) {
  const auto decoded = decode_text<toys::toy>(text);
  return decoded ? "it was accepted" : decoded.error().message;
}

}  // namespace

TEST_CASE("absent optionals, lists and defaulted members get their default, unknown keys are ignored") {
  const auto decoded = decode_text<toys::toy>(R"({"name":"car","mustBeThere":[],"from":"a later version","wheels":null})");
  REQUIRE(decoded);
  CHECK(*decoded == toys::toy{.name = "car"});
}

TEST_CASE("every kind of member is read and written back") {
  const auto* text =
      R"({"labels":{"site":"lyon"},"loud":true,"mustBeThere":["x"],"name":"car","namespace":"n","paint":"DeepRed",)"
      R"("parts":[{"countOf":2,"name":"door"}],"price":-0,"wheels":3})";
  const auto decoded = decode_text<toys::toy>(text);
  REQUIRE(decoded);
  CHECK(decoded->paint == toys::colour::deep_red);
  CHECK(decoded->parts.at(0).count_of == 2);
  CHECK(decoded->price == 0);
  CHECK(decode_text<toys::toy>(encode_text(*decoded)) == decoded);
}

TEST_CASE("what is wrong is named by its path") {
  CHECK(why_not("[]") == "expected an object");
  CHECK(why_not("{") == "is not JSON");
  CHECK(why_not(R"({"mustBeThere":[]})") == "name: is missing");
  CHECK(why_not(R"({"name":"car"})") == "mustBeThere: is missing");
  CHECK(why_not(R"({"name":7,"mustBeThere":[]})") == "name: expected a string");
  CHECK(why_not(R"({"name":"","mustBeThere":[]})") == "name: is shorter than 1 characters");
  CHECK(why_not(R"({"name":"trains","mustBeThere":[]})") == "name: is longer than 5 characters");
  CHECK(why_not(R"({"name":"car","mustBeThere":[1]})") == "mustBeThere[0]: expected a string");
  CHECK(why_not(R"({"name":"car","mustBeThere":{}})") == "mustBeThere: expected a list");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"parts":[{"name":"a","countOf":1},{"name":"b"}]})") ==
        "parts[1].countOf: is missing");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"parts":[{},{},{}]})") == "parts: has more than 2 entries");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"paint":"Blue"})") == "paint: \"Blue\" is not one of: DeepRed, Green");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"wheels":0})") == "wheels: is not between 1 and 10");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"wheels":1.5})") == "wheels: expected a whole number");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"wheels":99999999999999999999})") == "wheels: expected a whole number");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"loud":"yes"})") == "loud: expected true or false");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"labels":{"-":"x"}})").starts_with("labels.-: \"-\" is not a label key"));
}

TEST_CASE("the path begins where the caller says") {
  const auto decoded = decode<toys::toy>(boost::json::object{}, "spec");
  REQUIRE_FALSE(decoded);
  CHECK(decoded.error().message == "spec.name: is missing");
}

TEST_CASE("lengths count code points, not bytes") {
  CHECK(decode_text<toys::toy>("{\"name\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\",\"mustBeThere\":[]}"));
}

TEST_CASE("what equals its default is left out, so that a later member changes no hash") {
  CHECK(encode_text(toys::toy{.name = "car"}) == R"({"mustBeThere":[],"name":"car"})");
}

TEST_CASE("canonical JSON does not depend on the order of keys or on white space") {
  const auto one = parse_json(R"({"b": [1, {"y": null, "x": true}], "a": "\u00e9\n"})");
  const auto other = parse_json("{\"a\":\"\xc3\xa9\\n\",\"b\":[1,{\"x\":true,\"y\":null}]}");
  REQUIRE(one);
  REQUIRE(other);
  CHECK(canonical(*one) == canonical(*other));
  CHECK(canonical(*one) == "{\"a\":\"\xc3\xa9\\n\",\"b\":[1,{\"x\":true,\"y\":null}]}");
  CHECK(canonical(boost::json::array{boost::json::object{}, boost::json::array{}}) == "[{},[]]");
}

TEST_CASE("deep nesting and broken UTF-8 are refused, not followed, also where nobody reads them") {
  CHECK_FALSE(parse_json(std::string(100'000, '[')));
  const auto nested = [](std::size_t depth) {
    return R"({"name":"car","mustBeThere":[],"later":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  CHECK(decode_text<toys::toy>(nested(31)));
  CHECK(why_not(nested(32)) == "is not JSON");
  for (const auto* broken : {"\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
    CHECK(why_not(std::string(R"({"name":"car","mustBeThere":[],"later":")") + broken + "\"}") == "is not JSON");
}

TEST_CASE("a key that an object has twice is refused by its path, known or not") {
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"name":"cart"})") == "name: is there twice");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"n\u0061me":"cart"})") == "name: is there twice");
  CHECK(why_not(
            R"({"name":"car","mustBeThere":["x"],"parts":[{"name":"a","countOf":1},{"countOf":1,"name":"b","countOf":2}]})") ==
        "parts[1].countOf: is there twice");
  CHECK(why_not(R"({"name":"car","mustBeThere":[],"later":{"a":[[1,{}],{"b":{"c":{"d":1,"d":2}}}]}})") ==
        "later.a[1].b.c.d: is there twice");
  CHECK(why_not(R"({"":1,"":2})") == ": is there twice");
  const auto long_key = std::string(100'000, 'k');
  CHECK(why_not("{\"" + long_key + "\":1,\"" + long_key + "\":2}") == long_key + ": is there twice");
  CHECK(
      decode_text<toys::toy>(R"({"name":"car","mustBeThere":[],"parts":[{"name":"a","countOf":1},{"name":"a","countOf":1}]})"));
}

TEST_CASE("a text holds every character of JSON but U+0000") {
  std::string all;
  for (char one = 1; one > 0; ++one) all += one;
  all += "\xc2\x80\xc3\xa9\xe2\x82\xac\xef\xbf\xbf\xf0\x9f\x90\xb3\xf4\x8f\xbf\xbf";
  const toys::toy with{.name = "car", .must_be_there = {all, ""}};
  CHECK(decode_text<toys::toy>(encode_text(with)) == with);
  CHECK(why_not(R"({"name":"car","mustBeThere":["x","a\u0000b"]})") == "mustBeThere[1]: contains the character U+0000");
}

TEST_CASE("a number is whole, not negative, and has 63 bits") {
  const auto priced = [](std::string_view price) {
    return why_not(R"({"name":"car","mustBeThere":[],"price":)" + std::string(price) + "}");
  };
  CHECK(priced("9223372036854775807") == "it was accepted");
  for (const auto* price : {"9223372036854775808", "18446744073709551615", "-1"})
    CHECK(priced(price) == "price: is not between 0 and 9223372036854775807");
  for (const auto* price : {"1e3", "1.0", "18446744073709551616", "-9223372036854775809", "1e999"})
    CHECK(priced(price) == "price: expected a whole number");
  CHECK(priced("01") == "is not JSON");
}
