// SPDX-License-Identifier: Apache-2.0
#include "kit/listener.hpp"

#include <algorithm>
#include <cstring>

#include <netinet/in.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace harmony::kit {

any_stream::endpoint address_for(const std::string& socket_path, std::uint16_t port) {
  if (!socket_path.empty()) return asio::local::stream_protocol::endpoint(socket_path);
  return asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), port);
}

std::uint16_t port_of(const acceptor& listening) {
  const auto bound = listening.local_endpoint();
  sockaddr_in address{};
  std::memcpy(&address, bound.data(), std::min(sizeof address, bound.size()));
  return ntohs(address.sin_port);
}

}  // namespace harmony::kit
