// SPDX-License-Identifier: Apache-2.0
// Stands between a program and its server: everything passes, until a test holds it up, cuts it, or watches what is said.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/http/endpoint.hpp"

namespace harmony::kit {

class relay {
 public:
  /// What watches one connection: it gets the bytes of a direction as they come and returns what goes on.
  struct tap {
    std::function<std::string(std::string)> to_server = [](std::string bytes) { return bytes; };
    std::function<std::string(std::string)> to_client = [](std::string bytes) { return bytes; };
    std::function<void()> at_server = [] {};  ///< what `to_server` returned has been sent
    /// What the client is told in the server's name, for bytes that `to_server` kept back.
    std::function<std::string()> instead = [] { return std::string(); };
  };
  struct options {
    std::string socket_path{};                            ///< listen on a unix socket; empty: loopback
    std::uint16_t port = 0;                               ///< of loopback; 0: a free one
    http::tls_settings tls{};                             ///< for a server that speaks it; the client's side is plain
    std::function<tap()> new_tap = [] { return tap{}; };  ///< for each connection
  };

  relay(const asio::any_io_executor& executor, http::endpoint server, options how);
  relay(const asio::any_io_executor& executor, http::endpoint server) : relay(executor, std::move(server), options{}) {}
  ~relay();

  /// Where clients connect to.
  [[nodiscard]] http::endpoint where() const;
  /// Held: nothing gets through, and nobody is told, as with a network that is gone.
  void hold(bool held);
  /// Whatever is said from now on takes that long to arrive.
  void delay(std::chrono::milliseconds each);
  /// Refused: who connects is turned away.
  void refuse(bool refused);
  /// Ends every connection that there is.
  void cut();
  enum class side { server, client };
  /// That side of every connection has said its last, and the other one hears so; what the other one says still gets through.
  /// A client's end can be told to a server without TLS only: for one with it, another relay stands in front of it.
  void half_close(side of);
  /// How many connections there have been.
  [[nodiscard]] std::size_t connections() const;
  /// To be awaited at the end.
  [[nodiscard]] task<void> close();

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace harmony::kit
