// SPDX-License-Identifier: Apache-2.0
// One HTTP/1.1 client for every server that harmony-iot talks to, over tcp, tls and unix sockets.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/http/endpoint.hpp"
#include "harmony/http/message.hpp"

namespace harmony::http {

/// The body of an answer that does not end by itself (a watch, an event stream, a pull), read line by line.
/// Owns its connection; destroying it closes that.
class line_stream {
 public:
  class impl;
  line_stream() noexcept;  ///< of nothing; only to be assigned to
  explicit line_stream(std::unique_ptr<impl> body);
  line_stream(line_stream&&) noexcept;
  line_stream& operator=(line_stream&&) noexcept;
  ~line_stream();

  /// Status and headers. For a status outside 200–299 the body was read whole into `body` (bounded) and no line follows.
  [[nodiscard]] const response& head() const;
  /// The next line without its end; nothing once the body has ended. A last line without a line end counts.
  /// errc::timeout after `idle` without a byte, errc::too_large for a line over the client's bound.
  [[nodiscard]] task<result<std::optional<std::string>>> next(std::chrono::milliseconds idle);
  /// For a body that is no text: what came, at least a byte; nothing once the body has ended. `idle` as above.
  [[nodiscard]] task<result<std::optional<std::string>>> next_bytes(std::chrono::milliseconds idle);

 private:
  std::unique_ptr<impl> impl_;
};

struct limits {
  std::size_t body = 64U << 20U;  ///< bytes of an answer's body
  std::size_t line = 16U << 20U;  ///< bytes of one line of a stream
  std::size_t idle_connections = 4;
};

/// Keeps connections alive between calls and opens more as calls overlap. Use on the io thread only. Calls in flight
/// must have ended (or been cancelled) before it is destroyed.
class client {
 public:
  client(asio::any_io_executor executor, endpoint server, tls_settings tls = {}, limits bounds = {});
  client(client&&) noexcept;
  client& operator=(client&&) noexcept;
  ~client();

  /// Sends and reads the whole answer. Any status is a success here. A kept connection that the server had closed in
  /// the meantime is replaced once, for requests that may be repeated (everything but POST).
  [[nodiscard]] task<result<response>> send(request what, std::chrono::milliseconds limit);
  /// Sends and returns at the answer's head, on a connection of its own; `limit` covers the way up to there.
  [[nodiscard]] task<result<line_stream>> open(request what, std::chrono::milliseconds limit);

  [[nodiscard]] const endpoint& server() const;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace harmony::http
