// SPDX-License-Identifier: Apache-2.0
// One request and its answer on one connection.
#pragma once

#include <memory>
#include <optional>
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

  /// Reads until the head is complete, or further. Heads that only announce the answer (1xx) are skipped.
  [[nodiscard]] task<result<void>> read_head();
  /// Reads more of the body; false if there is no more.
  [[nodiscard]] task<result<bool>> read_more();

  [[nodiscard]] response head() const;
  /// What of the body came since the last call.
  [[nodiscard]] std::string take_body();
  [[nodiscard]] bool started() const { return started_; }
  /// Whether the connection can carry another request after this answer.
  [[nodiscard]] bool reusable() const;

 private:
  void expect_head();
  [[nodiscard]] task<result<void>> read_bytes();
  [[nodiscard]] result<void> parse();
  [[nodiscard]] std::unexpected<error> no_http(const boost::system::error_code& why) const;

  byte_stream& from_;
  std::string server_;
  method verb_;
  std::optional<std::size_t> most_body_;
  std::optional<boost::beast::http::response_parser<text_body>> parser_;  // Beast's cannot be used again
  std::string unparsed_;
  bool started_ = false;  // at least one byte of the answer came
};

}  // namespace harmony::http
