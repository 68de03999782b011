// SPDX-License-Identifier: Apache-2.0
// An API server that says exactly what the test wrote: for answers that a real one gives too rarely to wait for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "harmony/base/task.hpp"
#include "harmony/kube/config.hpp"

namespace harmony::kube::test {

/// Head and body of an answer after which the connection is closed.
std::string answer(std::string_view status, std::string_view body, std::string_view header = {});

/// Listens on loopback from its construction on.
class scripted_server {
 public:
  scripted_server(const asio::any_io_executor& executor, std::vector<std::string> answers);

  /// Gives the answers in order, one a connection, and then listens no more.
  task<void> run();

  [[nodiscard]] config settings() const;
  /// "GET /api/v1/…" of each request so far.
  [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }

 private:
  asio::ip::tcp::acceptor acceptor_;
  std::vector<std::string> answers_;
  std::vector<std::string> requests_;
};

}  // namespace harmony::kube::test
