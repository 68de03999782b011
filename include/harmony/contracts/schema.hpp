// SPDX-License-Identifier: Apache-2.0
// The OpenAPI v3 structural schema of a described type, as a CustomResourceDefinition carries it. Everything in it is
// bounded: the API server refuses CEL rules whose cost it cannot bound.
#pragma once

#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "harmony/contracts/codec.hpp"

namespace harmony::contracts {

namespace detail {

[[nodiscard]] json::object string_schema(const field& notes);
[[nodiscard]] json::object textual_schema(std::string_view pattern, std::size_t max_length);
[[nodiscard]] json::object number_schema(const field& notes);
/// Adds bounds and merge behaviour to the schema of a list of `items`.
[[nodiscard]] json::object list_schema(const field& notes, json::object items);
[[nodiscard]] json::object map_schema(const field& notes, json::object values);
[[nodiscard]] json::array rules_schema(std::span<const rule> rules);

template <class T>
json::object schema(const field& notes);

template <described_struct T>
json::object struct_schema() {
  json::object properties;
  json::array required;
  const T defaults{};
  each_member<T>([&](auto member) {
    using type = std::remove_cvref_t<decltype(defaults.*member.pointer)>;
    const auto notes = notes_on<T>(member.name);
    const auto name = member_wire_name(member.name);
    auto one = schema<type>(notes);
    if (!notes.description.empty()) one["description"] = notes.description;
    if (notes.defaulted) {
      one["default"] = write(defaults.*member.pointer);
    } else if (notes.required || !(is_optional<type> || is_list<type> || is_map<type>)) {
      required.emplace_back(name);
    }
    properties.emplace(name, std::move(one));
  });
  json::object object{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) object["required"] = std::move(required);
  if (!rules_of<T>.empty()) object["x-kubernetes-validations"] = rules_schema(rules_of<T>);
  return object;
}

template <class T>
json::object schema(const field& notes) {
  if constexpr (std::same_as<T, bool>) {
    return {{"type", "boolean"}};
  } else if constexpr (whole_number<T>) {
    return number_schema(notes);
  } else if constexpr (std::same_as<T, std::string>) {
    return string_schema(notes);
  } else if constexpr (textual<T>) {
    return textual_schema(T::rule::pattern, T::rule::max_length);
  } else if constexpr (described_enum<T>) {
    json::array names;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
        [&](auto one) { names.emplace_back(enumerator_wire_name(one.name)); });
    return {{"type", "string"}, {"enum", std::move(names)}};
  } else if constexpr (is_optional<T>) {
    return schema<typename T::value_type>(notes);
  } else if constexpr (is_list<T>) {
    return list_schema(notes, schema<typename T::value_type>(field{.member = notes.member}));
  } else if constexpr (is_map<T>) {
    return map_schema(notes, schema<typename T::mapped_type>(field{.member = notes.member}));
  } else {
    return struct_schema<T>();
  }
}

}  // namespace detail

template <described_struct T>
[[nodiscard]] json::object schema_of() {
  return detail::struct_schema<T>();
}

}  // namespace harmony::contracts
