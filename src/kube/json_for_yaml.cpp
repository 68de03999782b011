// SPDX-License-Identifier: Apache-2.0
#include "kube/json_for_yaml.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>
#include <boost/json/serialize.hpp>

#include "harmony/base/utf8.hpp"

namespace harmony::kube {

namespace {

/// Of a character of up to three bytes; those of four are taken by both.
std::uint32_t code_point(std::string_view character) {
  const auto bits = [&](std::size_t at, unsigned mask) { return static_cast<unsigned char>(character[at]) & mask; };
  switch (character.size()) {
    case 1: return bits(0, 0x7F);
    case 2: return bits(0, 0x1F) << 6U | bits(1, 0x3F);
    case 3: return bits(0, 0x0F) << 12U | bits(1, 0x3F) << 6U | bits(2, 0x3F);
    default: return 0x10000;
  }
}

bool is_yaml(std::uint32_t code) {
  return code != 0xFEFF && code != 0xFFFE && code != 0xFFFF && code != 0x2028 && code != 0x2029 && (code < 0x7F || code > 0x9F);
}

}  // namespace

std::string json_for_yaml(const boost::json::value& what) {
  const auto plain = boost::json::serialize(what);
  std::string text;
  text.reserve(plain.size());
  for (std::string_view rest = plain; !rest.empty();) {
    const auto one = rest.substr(0, std::max<std::size_t>(character_size(rest), 1));
    const auto code = code_point(one);
    text += is_yaml(code) ? std::string(one) : fmt::format("\\u{:04x}", code);
    rest.remove_prefix(one.size());
  }
  return text;
}

}  // namespace harmony::kube
