// SPDX-License-Identifier: Apache-2.0
// A client and a server with a certificate, and the authorities behind them.
#pragma once

#include <utility>
#include <vector>

#include "kit/certificates.hpp"
#include "peer.hpp"

namespace harmony::http::test {

inline const kit::certificate_authority& authority() {
  static const kit::certificate_authority only("test-authority");
  return only;
}

inline const kit::certificate_authority& other_authority() {
  static const kit::certificate_authority only("another-authority");
  return only;
}

/// For localhost and 127.0.0.1.
inline kit::key_pair server_identity(const kit::certificate_authority& by = authority()) {
  return by.issue({.common_name = "server", .dns = {"localhost"}, .addresses = {"127.0.0.1"}, .server = true});
}

inline const std::string secret = kit::kept_answer("200 OK", "secret");

/// Runs `body(endpoint)` against TLS servers of this kind, `connections` of them.
template <class Body>
void with_tls_server(kit::scripted_server::options how, Body body, std::size_t connections = 1) {
  kit::run([&](asio::any_io_executor executor) -> task<void> {
    kit::scripted_server peer(executor, std::vector<kit::script>(connections, always(secret)), how);
    co_await kit::beside(peer.run(), [&]() -> task<void> { co_await body(peer.where()); });
  });
}

/// What one call to there makes of these settings.
inline task<result<response>> call(endpoint where, tls_settings settings) {
  client calls(co_await asio::this_coro::executor, std::move(where), std::move(settings));
  co_return co_await calls.send({.target = "/"}, patience);
}

}  // namespace harmony::http::test
