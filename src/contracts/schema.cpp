// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/schema.hpp"

namespace harmony::contracts::detail {

json::object string_schema(const field& notes) {
  // As the codec has it: without U+0000, which no process can be given.
  json::object text{{"type", "string"}, {"maxLength", notes.max_length}, {"pattern", R"(^[^\x00]*$)"}};
  if (notes.min_length > 0) text["minLength"] = notes.min_length;
  return text;
}

json::object textual_schema(std::string_view pattern, std::size_t max_length) {
  json::object text{{"type", "string"}, {"maxLength", max_length}};
  if (pattern.empty()) {
    text["format"] = "date-time";
  } else {
    text["pattern"] = pattern;
  }
  return text;
}

json::object number_schema(const field& notes) {
  json::object number{{"type", "integer"}, {"format", "int64"}, {"minimum", notes.minimum}};
  if (notes.maximum != field{}.maximum) number["maximum"] = notes.maximum;
  return number;
}

json::object list_schema(const field& notes, json::object items) {
  json::object list{{"type", "array"}, {"items", std::move(items)}, {"maxItems", notes.max_items}};
  if (notes.min_items > 0) list["minItems"] = notes.min_items;
  // Arguments are one value in order: two writers can't own parts of them. Sets and keyed lists can be shared.
  if (!notes.list_key.empty()) {
    list["x-kubernetes-list-type"] = "map";
    list["x-kubernetes-list-map-keys"] = json::array{notes.list_key};
  } else {
    list["x-kubernetes-list-type"] = notes.set ? "set" : "atomic";
  }
  return list;
}

json::object map_schema(const field& notes, json::object values) {
  return {{"type", "object"}, {"additionalProperties", std::move(values)}, {"maxProperties", notes.max_items}};
}

json::array rules_schema(std::span<const rule> rules) {
  json::array list;
  for (const auto& one : rules) list.push_back(json::object{{"rule", one.expression}, {"message", one.message}});
  return list;
}

}  // namespace harmony::contracts::detail
