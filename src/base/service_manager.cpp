// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/service_manager.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "harmony/base/log.hpp"

namespace harmony {

namespace {

constexpr timeval send_limit{.tv_sec = 1, .tv_usec = 0};  // a manager that does not read must not stop us for longer

std::optional<std::int64_t> number(const char* text) {
  if (text == nullptr) return std::nullopt;
  const std::string_view digits(text);
  std::int64_t value = 0;
  const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (wrong != std::errc{} || end != digits.data() + digits.size() || value <= 0) return std::nullopt;
  return value;
}

/// One datagram; errno's value, 0 if it was sent.
int send_datagram(std::string_view socket_name, std::string_view text) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_name.size() >= sizeof address.sun_path) return ENAMETOOLONG;
  std::ranges::copy(socket_name, address.sun_path);
  // An abstract name begins with a zero byte and ends with the address, a path with a zero byte.
  const bool abstract = socket_name.starts_with('@');
  if (abstract) address.sun_path[0] = '\0';
  const auto size = offsetof(sockaddr_un, sun_path) + socket_name.size() + (abstract ? 0 : 1);
  const int handle = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (handle < 0) return errno;
  ::setsockopt(handle, SOL_SOCKET, SO_SNDTIMEO, &send_limit, sizeof send_limit);
  const auto sent = ::sendto(handle, text.data(), text.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
                             static_cast<socklen_t>(size));
  const int problem = sent < 0 ? errno : 0;
  ::close(handle);
  return problem;
}

}  // namespace

std::optional<std::chrono::milliseconds> watchdog_interval(const char* microseconds, const char* process, pid_t self) {
  const auto interval = number(microseconds);
  if (!interval) return std::nullopt;
  if (process != nullptr && number(process) != self) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::microseconds(*interval));
}

service_manager service_manager::of_process() {
  const char* socket = std::getenv("NOTIFY_SOCKET");
  return {socket == nullptr ? "" : socket,
          watchdog_interval(std::getenv("WATCHDOG_USEC"), std::getenv("WATCHDOG_PID"), ::getpid())};
}

void service_manager::status(std::string_view text) {
  if (status_ == text) return;
  status_ = text;
  tell("STATUS=" + status_);
}

task<void> service_manager::keep_alive() {
  if (!watchdog_ || socket_.empty()) co_return;
  for (;;) {
    tell("WATCHDOG=1");
    co_await sleep_for(*watchdog_ / 2);
  }
}

void service_manager::tell(std::string_view assignment) {
  if (socket_.empty()) return;
  const int problem = send_datagram(socket_, assignment);
  if (problem != 0 && !complained_)
    log::warning("cannot tell the service manager", {{"socket", socket_}, {"error", std::strerror(problem)}});
  complained_ = problem != 0;
}

}  // namespace harmony
