// SPDX-License-Identifier: Apache-2.0
// What is known of a wire field beyond its C++ type: bounds, defaults, how lists merge. Read by the codec and the schema.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace harmony::contracts {

/// Notes on one member. Members without notes: plain values are required, optionals and containers may be absent.
struct field {
  std::string_view member;         ///< the C++ name, as it was given to Boost.Describe
  std::string_view description{};  ///< for `kubectl explain`
  bool required = false;           ///< a container that has to be there, even if it is empty
  bool defaulted = false;          ///< may be absent and then has its default; encoded only where it differs
  std::size_t min_items = 0;       ///< of a list
  std::size_t max_items = 64;      ///< of a list or a map
  std::size_t min_length = 0;      ///< of a string, in code points
  std::size_t max_length = 1024;   ///< of a string, in code points
  std::int64_t minimum = 0;        ///< of a number: nothing that harmony-iot writes is negative
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
  std::string_view list_key{};  ///< a list of objects that merges by this wire key
  bool set = false;             ///< a list of scalars without duplicates
};

/// A CEL rule that the API server holds an object against.
struct rule {
  std::string_view expression;
  std::string_view message;
};

/// Specialised beside a type: `inline constexpr field service_fields[] = {...}; template <> inline constexpr std::span<const
/// field> fields_of<service> = service_fields;`.
template <class T>
inline constexpr std::span<const field> fields_of{};

/// CEL rules on the type as a whole, specialised in the same way.
template <class T>
inline constexpr std::span<const rule> rules_of{};

/// The notes of a member, or the defaults above.
template <class T>
constexpr field notes_on(std::string_view member) {
  for (const auto& one : fields_of<T>)
    if (one.member == member) return one;
  return {.member = member};
}

}  // namespace harmony::contracts
