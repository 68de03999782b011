// SPDX-License-Identifier: Apache-2.0
#include "harmony/podman/log.hpp"

#include <cstdint>
#include <utility>

#include <fmt/format.h>

namespace harmony::podman {

namespace {

constexpr std::size_t header_size = 8;
constexpr std::uint32_t largest_frame = 16U << 20U;

}  // namespace

result<void> log_decoder::feed(std::string_view bytes) {
  bytes_ += bytes;
  std::string_view rest = bytes_;
  while (rest.size() >= header_size) {
    const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(rest[at])); };
    if (byte(0) > 2 || byte(1) != 0 || byte(2) != 0 || byte(3) != 0)
      return fail(errc::protocol, "podman's log has something else where a line should begin");
    const auto length = byte(4) << 24U | byte(5) << 16U | byte(6) << 8U | byte(7);
    if (length > largest_frame)
      return fail(errc::too_large, fmt::format("podman's log has a line of {} bytes; {} are allowed", length, largest_frame));
    if (rest.size() < header_size + length) break;
    const bool error_stream = byte(0) == 2;
    auto& line = begun_[error_stream ? 1 : 0];
    for (const char one : rest.substr(header_size, length)) {
      if (one != '\n') {
        line += one;
        continue;
      }
      lines_.push_back({.error_stream = error_stream, .text = std::exchange(line, {})});
    }
    rest.remove_prefix(header_size + length);
  }
  bytes_.erase(0, bytes_.size() - rest.size());
  return {};
}

void log_decoder::finish() {
  for (const bool error_stream : {false, true})
    if (auto& line = begun_[error_stream ? 1 : 0]; !line.empty())
      lines_.push_back({.error_stream = error_stream, .text = std::exchange(line, {})});
}

std::optional<log_line> log_decoder::next() {
  if (lines_.empty()) return std::nullopt;
  auto line = std::move(lines_.front());
  lines_.pop_front();
  return line;
}

task<result<std::optional<log_line>>> log_stream::next(std::chrono::milliseconds idle) {
  for (;;) {
    if (auto line = decoder_.next()) co_return std::move(line);
    if (ended_) co_return std::nullopt;
    const auto bytes = co_await body_.next_bytes(idle);
    if (!bytes) co_return fail(bytes.error());
    ended_ = !*bytes;
    if (ended_) {
      decoder_.finish();
    } else if (const auto fed = decoder_.feed(**bytes); !fed) {
      co_return fail(fed.error());
    }
  }
}

}  // namespace harmony::podman
