// SPDX-License-Identifier: Apache-2.0
#include "agent/error_text.hpp"

#include <algorithm>

#include "harmony/base/utf8.hpp"
#include "harmony/contracts/device.hpp"

namespace harmony::agent {

namespace {

constexpr std::string_view between_words = " \t\r\n\"'`\\";

/// Without the digits that the text ends with; another character has to be before them.
std::string_view without_number(std::string_view text) {
  const auto kept = text.find_last_not_of("0123456789");
  return kept == std::string_view::npos ? text : text.substr(0, kept + 1);
}

/// "10.0.2.100:40522->10.0.0.1:443", as Go writes a connection.
std::string connection(std::string_view word, std::size_t arrow) {
  auto ours = word.substr(0, arrow);
  const auto address = without_number(ours);
  if (address.size() < ours.size() && address.ends_with(':')) ours = address.substr(0, address.size() - 1);
  return std::string(ours).append(word.substr(arrow));
}

/// "/var/tmp/container_images_storage1839410012/1", as podman's library of images names its own. A person's folder may be
/// called by a number too.
std::string temporary_file(std::string_view word, std::size_t folder) {
  const auto end = std::min(word.find('/', folder), word.size());
  return std::string(without_number(word.substr(0, end))).append(word.substr(end));
}

std::string shown(std::string_view word) {
  constexpr std::string_view temporary = "/container_images_";
  if (const auto url = word.find("://"); url != std::string_view::npos) return std::string(word.substr(0, word.find('?', url)));
  if (const auto arrow = word.find("->"); arrow != std::string_view::npos) return connection(word, arrow);
  if (const auto found = word.find(temporary); found != std::string_view::npos)
    return temporary_file(word, found + temporary.size());
  return std::string(word);
}

std::string without_chance(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const auto word = std::min(text.find_first_of(between_words), text.size());
    kept += shown(text.substr(0, word));
    const auto next = std::min(text.find_first_not_of(between_words, word), text.size());
    kept.append(text.substr(word, next - word));
    text.remove_prefix(next);
  }
  return kept;
}

}  // namespace

std::string error_text(std::string_view said) { return one_line(without_chance(said), contracts::max_error_length); }

}  // namespace harmony::agent
