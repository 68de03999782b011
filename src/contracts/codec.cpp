// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/codec.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "contracts/repeated_key.hpp"
#include "harmony/base/utf8.hpp"

namespace harmony::contracts {
namespace detail {

std::string place::text() const {
  auto path = up == nullptr ? std::string() : up->text();
  if (in_list) return path + fmt::format("[{}]", index);
  if (!path.empty() && !key.empty()) path += '.';
  return path + std::string(key);
}

std::unexpected<error> wrong(const place& at, std::string_view what) {
  const auto path = at.text();
  return fail(errc::invalid, path.empty() ? std::string(what) : fmt::format("{}: {}", path, what));
}

result<void> check_length(const place& at, const field& notes, std::string_view text) {
  // JSON carries it, and no argument, environment variable or path of a process does.
  if (text.contains('\0')) return wrong(at, "contains the character U+0000");
  const auto length = code_points(text);
  if (length < notes.min_length) return wrong(at, fmt::format("is shorter than {} characters", notes.min_length));
  if (length > notes.max_length) return wrong(at, fmt::format("is longer than {} characters", notes.max_length));
  return {};
}

result<void> check_count(const place& at, const field& notes, std::size_t count) {
  if (count < notes.min_items) return wrong(at, fmt::format("has fewer than {} entries", notes.min_items));
  if (count > notes.max_items) return wrong(at, fmt::format("has more than {} entries", notes.max_items));
  return {};
}

result<std::int64_t> whole_number_in(const place& at, const field& notes, const json::value& from) {
  if (!from.is_number() || from.is_double()) return wrong(at, "expected a whole number");
  boost::system::error_code problem;
  const auto number = from.to_number<std::int64_t>(problem);
  if (problem || number < notes.minimum || number > notes.maximum)
    return wrong(at, fmt::format("is not between {} and {}", notes.minimum, notes.maximum));
  return number;
}

}  // namespace detail

namespace {

void append_canonical(const json::value& from, std::string& to) {
  if (const auto* object = from.if_object()) {
    std::vector<const json::key_value_pair*> sorted;
    for (const auto& one : *object) sorted.push_back(&one);
    std::ranges::sort(sorted, {}, [](const auto* one) { return std::string_view(one->key()); });
    to += '{';
    for (const auto* one : sorted) {
      if (to.back() != '{') to += ',';
      to += json::serialize(one->key());
      to += ':';
      append_canonical(one->value(), to);
    }
    to += '}';
  } else if (const auto* array = from.if_array()) {
    to += '[';
    for (const auto& one : *array) {
      if (to.back() != '[') to += ',';
      append_canonical(one, to);
    }
    to += ']';
  } else {
    to += json::serialize(from);
  }
}

}  // namespace

result<json::value> parse_json(std::string_view text) {
  boost::system::error_code problem;
  auto document = json::parse(text, problem);
  if (problem) return fail(errc::invalid, "is not JSON", problem.message());
  if (const auto twice = repeated_key(text)) return fail(errc::invalid, fmt::format("{}: is there twice", *twice));
  return document;
}

result<void> check_size(std::string_view text, std::size_t most) {
  if (text.size() <= most) return {};
  return fail(errc::too_large, fmt::format("has {} bytes, and may have {}", text.size(), most));
}

std::string canonical(const json::value& document) {
  std::string text;
  append_canonical(document, text);
  return text;
}

}  // namespace harmony::contracts
