// SPDX-License-Identifier: Apache-2.0
// An HTTP server that says exactly what the test wrote: for answers that a real one gives too rarely, or never, to wait for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harmony/base/task.hpp"
#include "harmony/http/endpoint.hpp"
#include "kit/certificates.hpp"

namespace harmony::kit {

/// Head and body of an answer after which the connection is closed.
[[nodiscard]] std::string answer(std::string_view status, std::string_view body, std::string_view header = {});
/// The same for a connection that stays open.
[[nodiscard]] std::string kept_answer(std::string_view status, std::string_view body, std::string_view header = {});

/// One client's connection. That the client has gone is never a failure here.
class script_link {
 public:
  virtual ~script_link() = default;
  /// Reads a request, whole, and returns "GET /path"; nothing once the client has gone.
  virtual task<std::optional<std::string>> request() = 0;
  virtual task<void> send(std::string_view bytes) = 0;
  /// Waits until the client closes; for a server that says no more and hangs.
  virtual task<void> until_closed() = 0;
  /// Ends it as a crash does, with a reset.
  virtual void abort() = 0;
};

/// What happens on one connection, from its start to its close.
using script = std::function<task<void>(script_link&)>;

/// The script that reads one request and gives this answer.
[[nodiscard]] script answering(std::string bytes);

/// Listens on loopback, or on a unix socket, from its construction on.
class scripted_server {
 public:
  struct options {
    std::string socket_path{};       ///< of a unix socket; empty: tcp
    key_pair identity{};             ///< for tls; empty: none
    std::string client_authority{};  ///< whose client certificates it insists on, PEM; empty: it asks for none
  };

  scripted_server(const asio::any_io_executor& executor, std::vector<script> scripts)
      : scripted_server(executor, std::move(scripts), options{}) {}
  scripted_server(const asio::any_io_executor& executor, std::vector<script> scripts, const options& how);
  scripted_server(const asio::any_io_executor& executor, const std::vector<std::string>& answers);
  ~scripted_server();

  /// Gives each connection the next script, listens no more after the last one, and returns when all have ended. Where
  /// the TLS handshake fails, the script is used up.
  task<void> run();

  [[nodiscard]] http::endpoint where() const;
  /// "GET /api/v1/…" of each request so far.
  [[nodiscard]] const std::vector<std::string>& requests() const;
  [[nodiscard]] std::size_t connections() const;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace harmony::kit
