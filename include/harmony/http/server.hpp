// SPDX-License-Identifier: Apache-2.0
// The small HTTP/1.1 server for health checks: plain tcp, short answers, everything bounded.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/http/message.hpp"

namespace harmony::http {

/// Called on the io thread for each request; has to answer at once.
using request_handler = std::function<response(const request&)>;

class server {
 public:
  server(asio::any_io_executor executor, std::string address, std::uint16_t port, request_handler handler);
  server(const server&) = delete;
  server& operator=(const server&) = delete;
  ~server();

  /// Binds and listens. errc::unavailable for a port that is in use, errc::invalid for what is no address.
  [[nodiscard]] result<void> listen();
  /// The port that it listens on: the one that was asked for, or the system's choice for 0.
  [[nodiscard]] std::uint16_t port() const;
  /// Serves until it is cancelled, then ends its connections. `listen` comes first.
  [[nodiscard]] task<void> run();

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace harmony::http
