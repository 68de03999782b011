// SPDX-License-Identifier: Apache-2.0
// Where a test's own server listens: a unix socket, or loopback and a free port.
#pragma once

#include <cstdint>
#include <string>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include "harmony/base/task.hpp"

namespace harmony::kit {

/// One kind of socket for tcp and unix.
using any_stream = asio::generic::stream_protocol;
using acceptor = asio::basic_socket_acceptor<any_stream>;

/// An empty path means loopback; port 0 a free one.
[[nodiscard]] any_stream::endpoint address_for(const std::string& socket_path, std::uint16_t port = 0);
/// Of one that listens on loopback.
[[nodiscard]] std::uint16_t port_of(const acceptor& listening);

}  // namespace harmony::kit
