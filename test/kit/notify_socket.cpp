// SPDX-License-Identifier: Apache-2.0
#include "kit/notify_socket.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace harmony::kit {

notify_socket::notify_socket(const std::string& name) : handle_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() >= sizeof address.sun_path) throw std::runtime_error("too long for a socket: " + name);
  std::ranges::copy(name, address.sun_path);
  const bool abstract = name.starts_with('@');
  if (abstract) address.sun_path[0] = '\0';
  const auto size = offsetof(sockaddr_un, sun_path) + name.size() + (abstract ? 0 : 1);
  if (::bind(handle_, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size)) != 0)
    throw std::runtime_error("cannot listen at " + name);
}

notify_socket::~notify_socket() { ::close(handle_); }

std::string notify_socket::next() const {
  char text[512];
  const auto length = ::recv(handle_, text, sizeof text, MSG_DONTWAIT);
  return length < 0 ? std::string() : std::string(text, static_cast<std::size_t>(length));
}

}  // namespace harmony::kit
