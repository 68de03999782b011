// SPDX-License-Identifier: Apache-2.0
#include "nats/silence_limit.hpp"

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace harmony::nats {

namespace {

/// The port of this end, if it is a connected TCP socket.
std::optional<int> local_port(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  // The one structure of many is the interface of these calls.
  auto* any = reinterpret_cast<sockaddr*>(&address);
  if (::getpeername(descriptor, any, &size) != 0) return {};
  size = sizeof address;
  if (::getsockname(descriptor, any, &size) != 0) return {};
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return {};
}

}  // namespace

void set_silence_limit(natsConnection* of, std::chrono::milliseconds limit) {
  char* address = nullptr;
  int port = 0;
  if (natsConnection_GetLocalIPAndPort(of, &address, &port) != NATS_OK) return;
  const std::unique_ptr<char, decltype(&std::free)> owned(address, &std::free);
  const auto most = static_cast<unsigned>(limit.count());
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", none)) {
    const auto name = entry.path().filename().string();
    int descriptor = -1;
    std::from_chars(name.data(), name.data() + name.size(), descriptor);
    // Another connection from the same port, to another server, is given the limit too and takes no harm.
    if (local_port(descriptor) == port) ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &most, sizeof most);
  }
}

}  // namespace harmony::nats
