// SPDX-License-Identifier: Apache-2.0
#include "kit/ready.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "kit/eventually.hpp"

namespace harmony::kit {

void wait_until_ready(std::string_view name, process& server, std::chrono::milliseconds limit,
                      const std::function<bool()>& ready) {
  bool ended = false;
  const bool became_ready = eventually_blocking(limit, [&] {
    ended = !server.running();
    return ended || ready();
  });
  if (became_ready && !ended) return;
  const auto log = server.log();
  constexpr std::size_t tail = 3000;
  throw std::runtime_error(fmt::format("{} {}; the end of its log:\n{}", name,
                                       ended ? "ended" : "did not become ready within " + readable(limit),
                                       log.size() > tail ? log.substr(log.size() - tail) : log));
}

bool accepts_connections(std::uint16_t port) {
  boost::asio::io_context io;
  boost::asio::ip::tcp::socket probe(io);
  boost::system::error_code refused;
  probe.connect({boost::asio::ip::address_v4::loopback(), port}, refused);
  return !refused;
}

}  // namespace harmony::kit
