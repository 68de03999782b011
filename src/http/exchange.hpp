// SPDX-License-Identifier: Apache-2.0
// One request and its answer on one connection.
#pragma once

#include <memory>
#include <string>

#include <boost/beast/http/parser.hpp>

#include "harmony/base/task.hpp"
#include "harmony/http/endpoint.hpp"
#include "harmony/http/message.hpp"
#include "http/byte_stream.hpp"
#include "http/text_body.hpp"

namespace harmony::http {

/// The request as it goes over the wire.
[[nodiscard]] std::string wire_text(const request& what, const endpoint& server);

/// Reads one answer from a stream, as far as the caller wants.
class answer_reader {
 public:
  /// `most_body`: bytes of the body; nothing for a body that is drained while it comes.
  answer_reader(byte_stream& from, std::string server, method verb, std::optional<std::size_t> most_body);

  /// Reads until the head is complete, or further.
  [[nodiscard]] task<result<void>> read_head();
  /// Reads more of the body; false if there is no more.
  [[nodiscard]] task<result<bool>> read_more();
  /// Bounds the rest of a body that was to be drained and is read whole after all.
  void bound(std::size_t most_body);

  [[nodiscard]] response head() const;
  /// What of the body came since the last call.
  [[nodiscard]] std::string take_body();
  [[nodiscard]] bool started() const { return started_; }
  /// Whether the connection can carry another request after this answer.
  [[nodiscard]] bool reusable() const;

 private:
  [[nodiscard]] task<result<void>> read_bytes();

  byte_stream& from_;
  std::string server_;
  boost::beast::http::response_parser<text_body> parser_;
  std::string unparsed_;
  bool started_ = false;  // at least one byte of the answer came
};

}  // namespace harmony::http
