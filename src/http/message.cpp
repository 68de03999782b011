// SPDX-License-Identifier: Apache-2.0
#include "harmony/http/message.hpp"

#include <algorithm>
#include <utility>

namespace harmony::http {

namespace {

char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

}  // namespace

std::string_view name_of(method verb) {
  constexpr std::string_view names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
  return names[std::to_underlying(verb)];
}

std::string_view response::header_value(std::string_view name) const {
  for (const auto& one : headers)
    if (std::ranges::equal(one.name, name, {}, lower, lower)) return one.value;
  return {};
}

std::string encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string safe;
  for (const char letter : text) {
    const bool unreserved = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                            (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_' ||
                            letter == '~';
    if (unreserved) {
      safe += letter;
      continue;
    }
    const auto byte = static_cast<unsigned char>(letter);
    safe += '%';
    safe += digits[byte >> 4U];
    safe += digits[byte & 0xFU];
  }
  return safe;
}

}  // namespace harmony::http
