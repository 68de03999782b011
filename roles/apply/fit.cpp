// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>

#include "apply/progress.hpp"
#include "harmony/base/utf8.hpp"

namespace harmony::apply {

namespace {

struct letter {
  std::string_view shown;
  std::size_t bytes;
  std::size_t columns;
};

/// The first code point of a text that is not empty; "?" for a byte that is no UTF-8.
letter first_letter(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x20 || byte == 0x7F) return {" ", 1, 1};
  if (byte < 0x80) return {text.substr(0, 1), 1, 1};
  const auto length = character_size(text);
  if (length == 0) return {"?", 1, 1};
  // U+0080 to U+009F are control characters too.
  if (byte == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0) return {" ", 2, 1};
  return {text.substr(0, length), length, length == 2 ? 1U : 2U};
}

}  // namespace

std::string fit(std::string_view text, std::size_t columns) {
  constexpr std::string_view cut = "...";
  std::string all;
  std::size_t used = 0;
  std::size_t bytes_before_cut = 0;  // what fits with "..." behind it
  while (!text.empty()) {
    const auto one = first_letter(text);
    if (used + one.columns > columns) {
      all.resize(bytes_before_cut);
      return all.append(cut.substr(0, columns));
    }
    text.remove_prefix(one.bytes);
    all += one.shown;
    used += one.columns;
    if (used + cut.size() <= columns) bytes_before_cut = all.size();
  }
  return all;
}

std::string bar(std::int64_t done, std::int64_t failed, std::int64_t all, std::size_t columns) {
  if (all <= 0) return "[" + std::string(columns, '-') + "]";
  const auto share = [&](std::int64_t count) -> std::size_t {
    if (count <= 0 || columns == 0) return 0;
    if (count >= all) return columns;
    const auto cells =
        static_cast<std::size_t>(static_cast<double>(count) * static_cast<double>(columns) / static_cast<double>(all));
    return std::clamp<std::size_t>(cells, 1, std::max<std::size_t>(columns - 1, 1));
  };
  const auto bad = share(failed);
  const auto good = std::min(share(done), columns - bad);
  return "[" + std::string(good, '#') + std::string(bad, 'x') + std::string(columns - good - bad, '-') + "]";
}

}  // namespace harmony::apply
