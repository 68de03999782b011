// SPDX-License-Identifier: Apache-2.0
// Between described structs and JSON. Unknown keys are ignored, absent optionals get their default, and what is wrong is
// named by its path: `spec.score.data.services[0].image: expected a string`.
//
// Boost.JSON's own value_to refuses a missing container and names no path, hence this one (docs/decisions/0006).
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/mp11/algorithm.hpp>

#include "harmony/base/result.hpp"
#include "harmony/contracts/field.hpp"
#include "harmony/contracts/wire_name.hpp"

namespace harmony::contracts {

namespace json = boost::json;

/// A struct whose members were described: its JSON form is an object with one key a member.
template <class T>
concept described_struct = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;
template <class T>
concept described_enum = boost::describe::has_describe_enumerators<T>::value;
/// A type with a textual form that it checks itself.
template <class T>
concept textual = requires(const T& value, std::string_view text) {
  { T::parse(text) } -> std::same_as<result<T>>;
  { value.text() } -> std::convertible_to<std::string>;
  typename T::rule;
};
template <class T>
concept whole_number = std::integral<T> && !std::same_as<T, bool>;

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;
template <class T>
inline constexpr bool is_map = false;
template <class Key, class T>
inline constexpr bool is_map<std::map<Key, T>> = true;

/// Calls `visit(member descriptor)` for each described member, in order.
template <described_struct T, class Visit>
void each_member(Visit visit) {
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_any_access>>(visit);
}

/// Where in a document the codec is; lives on the stack, becomes text only in an error.
struct place {
  const place* up = nullptr;
  std::string_view key{};
  std::size_t index = 0;
  bool in_list = false;
  [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::unexpected<error> wrong(const place& at, std::string_view what);
[[nodiscard]] result<void> check_length(const place& at, const field& notes, std::string_view text);
[[nodiscard]] result<void> check_count(const place& at, const field& notes, std::size_t count);
[[nodiscard]] result<std::int64_t> whole_number_in(const place& at, const field& notes, const json::value& from);

template <class T>
result<void> read(const place& at, const field& notes, const json::value& from, T& to);

template <described_struct T>
result<void> read_struct(const place& at, const json::value& from, T& to) {
  const auto* object = from.if_object();
  if (object == nullptr) return wrong(at, "expected an object");
  result<void> outcome;
  each_member<T>([&](auto member) {
    if (!outcome) return;
    auto& target = to.*member.pointer;
    using type = std::remove_cvref_t<decltype(target)>;
    const auto notes = notes_on<T>(member.name);
    const auto name = member_wire_name(member.name);
    const place here{.up = &at, .key = name};
    const auto* value = object->if_contains(name);
    if (value == nullptr || value->is_null()) {
      const bool may_be_absent = notes.defaulted || (!notes.required && (is_optional<type> || is_list<type> || is_map<type>));
      if (!may_be_absent) outcome = wrong(here, "is missing");
    } else {
      outcome = read(here, notes, *value, target);
    }
  });
  return outcome;
}

template <described_enum T>
result<void> read_enum(const place& at, const json::value& from, T& to) {
  const auto* text = from.if_string();
  if (text == nullptr) return wrong(at, "expected a string");
  bool known = false;
  std::string names;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto one) {
    const auto name = enumerator_wire_name(one.name);
    if (name == std::string_view(*text)) {
      to = one.value;
      known = true;
    }
    names += (names.empty() ? "" : ", ") + name;
  });
  if (!known) return wrong(at, "\"" + std::string(*text) + "\" is not one of: " + names);
  return {};
}

template <class T>
result<void> read(const place& at, const field& notes, const json::value& from, T& to) {
  if constexpr (std::same_as<T, bool>) {
    if (!from.is_bool()) return wrong(at, "expected true or false");
    to = from.get_bool();
  } else if constexpr (whole_number<T>) {
    const auto number = whole_number_in(at, notes, from);
    if (!number) return fail(number.error());
    if (!std::in_range<T>(*number)) return wrong(at, "is out of range");
    to = static_cast<T>(*number);
  } else if constexpr (std::same_as<T, std::string>) {
    const auto* text = from.if_string();
    if (text == nullptr) return wrong(at, "expected a string");
    to = std::string(*text);
    return check_length(at, notes, to);
  } else if constexpr (textual<T>) {
    const auto* text = from.if_string();
    if (text == nullptr) return wrong(at, "expected a string");
    auto parsed = T::parse(std::string_view(*text));
    if (!parsed) return wrong(at, parsed.error().message);
    to = std::move(*parsed);
  } else if constexpr (described_enum<T>) {
    return read_enum(at, from, to);
  } else if constexpr (is_optional<T>) {
    return read(at, notes, from, to.emplace());
  } else if constexpr (is_list<T>) {
    const auto* array = from.if_array();
    if (array == nullptr) return wrong(at, "expected a list");
    if (auto checked = check_count(at, notes, array->size()); !checked) return checked;
    to.clear();
    for (const auto& one : *array) {
      auto read_one =
          read(place{.up = &at, .index = to.size(), .in_list = true}, field{.member = notes.member}, one, to.emplace_back());
      if (!read_one) return read_one;
    }
  } else if constexpr (is_map<T>) {
    const auto* object = from.if_object();
    if (object == nullptr) return wrong(at, "expected an object");
    if (auto checked = check_count(at, notes, object->size()); !checked) return checked;
    to.clear();
    for (const auto& [name, one] : *object) {
      const place here{.up = &at, .key = std::string_view(name)};
      typename T::key_type key;
      if (auto read_key = read(here, field{.member = notes.member}, json::value(name), key); !read_key) return read_key;
      auto read_one = read(here, field{.member = notes.member}, one, to[std::move(key)]);
      if (!read_one) return read_one;
    }
  } else {
    return read_struct(at, from, to);
  }
  return {};
}

template <class T>
json::value write(const T& from);

template <described_struct T>
json::object write_struct(const T& from) {
  json::object object;
  const T defaults{};
  each_member<T>([&](auto member) {
    const auto& value = from.*member.pointer;
    using type = std::remove_cvref_t<decltype(value)>;
    const auto notes = notes_on<T>(member.name);
    if constexpr (is_optional<type>) {
      if (!value) return;
    } else if constexpr (is_list<type> || is_map<type>) {
      if (value.empty() && !notes.required) return;
    }
    if (notes.defaulted && value == defaults.*member.pointer) return;
    object.emplace(member_wire_name(member.name), write(value));
  });
  return object;
}

template <class T>
json::value write(const T& from) {
  if constexpr (std::same_as<T, bool> || std::same_as<T, std::string> || std::same_as<T, json::object>) {
    return json::value(from);
  } else if constexpr (whole_number<T>) {
    return json::value(static_cast<std::int64_t>(from));
  } else if constexpr (textual<T>) {
    return json::value(std::string_view(from.text()));
  } else if constexpr (described_enum<T>) {
    return json::value(enumerator_wire_name(boost::describe::enum_to_string(from, "")));
  } else if constexpr (is_optional<T>) {
    return from ? write(*from) : json::value();
  } else if constexpr (is_list<T>) {
    json::array array;
    for (const auto& one : from) array.push_back(write(one));
    return array;
  } else if constexpr (is_map<T>) {
    json::object object;
    for (const auto& [key, one] : from) object.emplace(std::string_view(write(key).as_string()), write(one));
    return object;
  } else {
    return write_struct(from);
  }
}

}  // namespace detail

/// The struct that the document describes; errc::invalid with the path of the first thing that is wrong.
/// `at` is put in front of the path: decode<deployment_spec>(value, "spec").
template <class T>
[[nodiscard]] result<T> decode(const json::value& document, std::string_view at = {}) {
  T decoded{};
  const detail::place top{.key = at};
  if (auto read = detail::read(top, field{}, document, decoded); !read) return fail(read.error());
  return decoded;
}

/// errc::invalid for what is not JSON, with the parser's words, and for a key that an object has twice, with its path:
/// Boost.JSON keeps the last of them, and who keeps the first reads another document.
[[nodiscard]] result<json::value> parse_json(std::string_view text);

/// The most bytes that a document of this type has where it travels (data-model.md §9), specialised beside the type. 0: it is
/// only part of others.
template <class T>
inline constexpr std::size_t max_bytes_of = 0;

/// errc::too_large for a text of more than `most` bytes, before anything is made of it.
[[nodiscard]] result<void> check_size(std::string_view text, std::size_t most);

template <class T>
[[nodiscard]] result<T> decode_text(std::string_view text) {
  if constexpr (max_bytes_of<T> > 0)
    if (auto fits = check_size(text, max_bytes_of<T>); !fits) return fail(std::move(fits.error()));
  return parse_json(text).and_then([](const json::value& document) { return decode<T>(document); });
}

/// The JSON form. Absent optionals, empty containers that may be absent and values equal to their default are left out,
/// so that a field which a later version adds does not change what today's documents hash to.
template <class T>
[[nodiscard]] json::value encode(const T& value) {
  return detail::write(value);
}

/// How an enumerator is spelled on the wire: "OnFailure".
template <described_enum T>
[[nodiscard]] std::string text_of(T value) {
  return enumerator_wire_name(boost::describe::enum_to_string(value, ""));
}

/// Canonical JSON: keys sorted by bytes, no white space. Equal values give equal text.
[[nodiscard]] std::string canonical(const json::value& document);

template <class T>
[[nodiscard]] std::string encode_text(const T& value) {
  return canonical(encode(value));
}

}  // namespace harmony::contracts
