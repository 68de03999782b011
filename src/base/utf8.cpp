// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/utf8.hpp"

#include <algorithm>

namespace harmony {

namespace {

/// Whether the byte goes on with a character that began before it.
bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace

std::size_t character_size(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const auto first = byte(0);
  const std::size_t size = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (size == 0 || size > text.size() || !std::ranges::all_of(text.substr(1, size - 1), continues)) return 0;
  // Overlong forms, surrogates, and what lies above U+10FFFF.
  if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) > 0x9F) || (first == 0xF0 && byte(1) < 0x90) ||
      (first == 0xF4 && byte(1) > 0x8F))
    return 0;
  return size;
}

std::size_t code_points(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

std::string_view beginning(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

namespace {

/// What moves a terminal or ends a line: C0, DEL, C1, and Unicode's two separators.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character.front());
  if (character.size() == 1) return first < ' ' || first == 0x7f;
  return (character.size() == 2 && first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0) || character == "\u2028" ||
         character == "\u2029";
}

}  // namespace

std::string one_line(std::string_view text, std::size_t most) {
  std::string line;
  while (!text.empty()) {
    const auto size = character_size(text);
    const auto bytes = std::max<std::size_t>(size, 1);
    if (line.size() + bytes > most) break;
    line += is_control(text.substr(0, bytes)) ? " " : size == 0 ? "?" : text.substr(0, size);
    text.remove_prefix(bytes);
  }
  return line;
}

}  // namespace harmony
