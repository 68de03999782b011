// SPDX-License-Identifier: Apache-2.0
#include "kube/yaml_scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace harmony::kube {
namespace {

/// "yes", "Yes" or "YES" for "yes": the three spellings that count.
bool spelled(std::string_view text, std::string_view word) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (!std::ranges::equal(text, word, {}, lower)) return false;
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return std::ranges::all_of(text.substr(1), is_lower) || std::ranges::none_of(text, is_lower);
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return !text.empty() && std::ranges::any_of(words, [&](auto word) { return spelled(text, word); });
}

/// The whole text as a number, "0x", "0o", "0b" and a leading "0" giving the base.
std::optional<boost::json::value> whole_number(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int base = 10;
  for (const auto& [prefix, of] : {std::pair{"0x", 16}, {"0X", 16}, {"0o", 8}, {"0b", 2}})
    if (text.starts_with(prefix)) base = of;
  if (base != 10) {
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.starts_with('0')) {
    base = 8;
  }
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (text.empty() || problem != std::errc{} || end != text.data() + text.size()) return {};
  if (!negative) return boost::json::value(number);
  constexpr auto most = std::uint64_t{1} << 63U;
  if (number > most) return {};
  return boost::json::value(static_cast<std::int64_t>(0 - number));
}

/// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? and nothing else.
std::optional<double> fraction(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.find_first_not_of("0123456789.eE+-") != std::string_view::npos || text.starts_with('-')) return {};
  double number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return {};
  return negative ? -number : number;
}

}  // namespace

std::optional<boost::json::value> plain_scalar(std::string_view text) {
  if (text.empty() || text == "~" || is_one_of(text, {"null"})) return boost::json::value(nullptr);
  if (is_one_of(text, {"true", "yes", "on", "y"})) return boost::json::value(true);
  if (is_one_of(text, {"false", "no", "off", "n"})) return boost::json::value(false);
  const auto unsigned_text = text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
  constexpr std::array<std::string_view, 3> infinities = {".inf", ".Inf", ".INF"};
  constexpr std::array<std::string_view, 3> not_numbers = {".nan", ".NaN", ".NAN"};
  if (std::ranges::contains(infinities, unsigned_text) || std::ranges::contains(not_numbers, text)) return {};
  std::string digits(text);
  std::erase(digits, '_');
  if (const auto first = text.front(); (first >= '0' && first <= '9') || first == '-' || first == '+' || first == '.') {
    if (auto number = whole_number(digits)) return number;
    if (const auto number = fraction(digits)) {
      constexpr double exact = 1LL << 53U;
      if (std::trunc(*number) == *number && std::abs(*number) <= exact)
        return boost::json::value(static_cast<std::int64_t>(*number));
      return boost::json::value(*number);
    }
  }
  return boost::json::value(boost::json::string(text));
}

}  // namespace harmony::kube
