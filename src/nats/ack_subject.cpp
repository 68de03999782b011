// SPDX-License-Identifier: Apache-2.0
#include "nats/ack_subject.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace harmony::nats {
namespace {

constexpr std::string_view prefix = "$JS.ACK.";
/// Tokens after the prefix: the old form has 7, the new one 9, or 10 with its random token.
constexpr std::size_t old_tokens = 7;
constexpr std::size_t new_tokens = 9;
constexpr std::size_t most_tokens = 10;

template <class Number>
bool read(std::string_view token, Number& into) {
  const auto [end, wrong] = std::from_chars(token.data(), token.data() + token.size(), into);
  return wrong == std::errc{} && end == token.data() + token.size();
}

}  // namespace

std::optional<delivery> parse_ack_subject(std::string_view reply) {
  if (!reply.starts_with(prefix)) return {};
  reply.remove_prefix(prefix.size());
  std::array<std::string_view, most_tokens> tokens;
  std::size_t count = 0;
  for (;;) {
    if (count == most_tokens) return {};
    const auto dot = reply.find('.');
    tokens[count++] = reply.substr(0, dot);
    if (dot == std::string_view::npos) break;
    reply.remove_prefix(dot + 1);
  }
  if (count != old_tokens && count != new_tokens && count != most_tokens) return {};
  const std::size_t stream = count == old_tokens ? 0 : 2;
  delivery said;
  std::int64_t nanoseconds = 0;
  if (!read(tokens[stream + 3], said.stream_sequence) || !read(tokens[stream + 4], said.consumer_sequence) ||
      !read(tokens[stream + 5], nanoseconds) || !read(tokens[stream + 6], said.pending))
    return {};
  said.stored = wall_clock::time_point(std::chrono::duration_cast<wall_clock::duration>(std::chrono::nanoseconds(nanoseconds)));
  return said;
}

}  // namespace harmony::nats
