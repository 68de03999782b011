// SPDX-License-Identifier: Apache-2.0
#include "agent/error_text.hpp"

#include <algorithm>
#include <array>

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

/// Where podman's library of images keeps what it pulls: "/var/tmp/storage1839410012/1" or
/// "/var/tmp/container_images_storage1839410012/1". A person's folder may end with a number too.
constexpr std::array<std::string_view, 2> temporary_folders{"/tmp/storage", "/container_images_"};

std::string temporary_file(std::string_view word, std::size_t folder) {
  const auto end = std::min(word.find('/', folder), word.size());
  return std::string(without_number(word.substr(0, end))).append(word.substr(end));
}

std::string shown(std::string_view word) {
  if (const auto url = word.find("://"); url != std::string_view::npos) return std::string(word.substr(0, word.find('?', url)));
  if (const auto arrow = word.find("->"); arrow != std::string_view::npos) return connection(word, arrow);
  for (const auto folder : temporary_folders)
    if (const auto found = word.find(folder); found != std::string_view::npos)
      return temporary_file(word, found + folder.size());
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
