// SPDX-License-Identifier: Apache-2.0
#include "kube/base64.hpp"

#include <cstdint>

namespace harmony::kube {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;  // bits of `bits` that are not in `bytes` yet
  std::size_t symbols = 0;
  std::size_t padding = 0;
  for (const char symbol : text) {
    if (symbol == ' ' || symbol == '\n' || symbol == '\r' || symbol == '\t') continue;
    ++symbols;
    if (symbol == '=') {
      ++padding;
      continue;
    }
    const auto value = alphabet.find(symbol);
    if (value == std::string_view::npos || padding > 0) return {};
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>((bits >> held) & 0xffU);
  }
  if (symbols % 4 != 0 || padding > 2) return {};
  return bytes;
}

std::string encode_base64(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char one : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(one);
    for (held += 8; held >= 6; held -= 6) text += alphabet[(bits >> (held - 6)) & 0x3fU];
  }
  if (held > 0) text += alphabet[(bits << (6 - held)) & 0x3fU];
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

}  // namespace harmony::kube
