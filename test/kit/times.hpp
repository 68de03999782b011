// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace harmony::kit {

/// How often a text, such as a log, has these words.
[[nodiscard]] inline std::size_t times(std::string_view words, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + words.size())) ++count;
  return count;
}

}  // namespace harmony::kit
