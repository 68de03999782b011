// SPDX-License-Identifier: Apache-2.0
// A server's bytes, without a socket, in exactly the pieces that the test says.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "http/byte_stream.hpp"

namespace harmony::http::test {

enum class ending { closes, fails, says_no_more };

class fake_stream final : public byte_stream {
 public:
  explicit fake_stream(std::vector<std::string> pieces, ending last = ending::closes, std::chrono::milliseconds pause = 0ms)
      : pieces_(std::move(pieces)), last_(last), pause_(pause) {}

  task<result<std::size_t>> read_some(std::span<char> into) override {
    if (pause_ > 0ms) co_await sleep_for(pause_);
    while (next_ < pieces_.size() && pieces_[next_].empty()) ++next_;
    if (next_ == pieces_.size()) {
      if (last_ == ending::says_no_more) co_await sleep_for(24h);
      if (last_ == ending::fails) co_return fail(errc::unavailable, "the cable is cut");
      co_return std::size_t{0};
    }
    auto& piece = pieces_[next_];
    const auto count = std::min(into.size(), piece.size());
    std::copy_n(piece.begin(), count, into.begin());
    piece.erase(0, count);
    co_return count;
  }

  task<result<void>> write(std::string_view /*bytes*/) override { co_return result<void>{}; }

 private:
  std::vector<std::string> pieces_;
  ending last_;
  std::chrono::milliseconds pause_;
  std::size_t next_ = 0;
};

/// Byte by byte.
[[nodiscard]] inline std::vector<std::string> bytes_of(std::string_view text) {
  std::vector<std::string> pieces;
  for (const char byte : text) pieces.emplace_back(1, byte);
  return pieces;
}

[[nodiscard]] inline std::vector<std::string> cut_at(std::string_view text, std::size_t where) {
  return {std::string(text.substr(0, where)), std::string(text.substr(where))};
}

}  // namespace harmony::http::test
