// SPDX-License-Identifier: Apache-2.0
// A body that is read line by line while it comes.
#pragma once

#include <memory>
#include <string>

#include "harmony/http/client.hpp"
#include "http/exchange.hpp"

namespace harmony::http {

class line_stream::impl {
 public:
  impl(std::unique_ptr<byte_stream> over, std::string server, method verb, limits bounds);

  /// Reads the head, and for a status that is no success the whole body.
  [[nodiscard]] task<result<void>> read_head();
  [[nodiscard]] const response& head() const { return head_; }
  [[nodiscard]] task<result<std::optional<std::string>>> next(std::chrono::milliseconds idle);
  [[nodiscard]] task<result<std::optional<std::string>>> next_bytes(std::chrono::milliseconds idle);

 private:
  [[nodiscard]] task<result<void>> read_more(std::chrono::milliseconds idle);

  std::unique_ptr<byte_stream> over_;
  std::string server_;
  limits bounds_;
  answer_reader reader_;
  response head_;
  std::string buffer_;
  std::size_t searched_ = 0;  // no line end before here
  bool ended_ = false;
};

}  // namespace harmony::http
