// SPDX-License-Identifier: Apache-2.0
#include "kit/free_port.hpp"

#include <set>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace harmony::kit {

std::uint16_t free_port() {
  // The kernel may offer one again before its first user has bound it.
  static std::set<std::uint16_t> given;
  for (;;) {
    boost::asio::io_context io;
    const boost::asio::ip::tcp::acceptor any(io, {boost::asio::ip::address_v4::loopback(), 0});
    const auto port = any.local_endpoint().port();
    if (given.insert(port).second) return port;
  }
}

}  // namespace harmony::kit
