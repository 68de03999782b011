// SPDX-License-Identifier: Apache-2.0
#include "bench/doorbell.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <boost/asio/buffer.hpp>

namespace harmony::bench {

namespace {

constexpr std::chrono::milliseconds patience = 60s;

/// Open for both ways: with a writer of its own it never meets the end.
int make_pipe(const std::filesystem::path& path) {
  if (::mkfifo(path.c_str(), 0666) != 0) throw std::runtime_error(fmt::format("no named pipe: {}", std::strerror(errno)));
  const int opened = ::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (opened < 0) throw std::runtime_error(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  return opened;
}

}  // namespace

doorbell::doorbell(const asio::any_io_executor& executor) : pipe_(executor, make_pipe(folder_.path() / "pipe")) {}

std::vector<std::string> doorbell::command() {
  return {"/bin/busybox", "sh", "-c", fmt::format("echo >{}/pipe; exec /bin/busybox sleep 1000000", place)};
}

task<steady_clock::time_point> doorbell::rings() {
  char one = 0;
  const auto [problem, read] =
      co_await pipe_.async_read_some(asio::buffer(&one, 1), asio::cancel_after(patience, asio::as_tuple(asio::use_awaitable)));
  co_await throw_if_cancelled();
  if (problem || read == 0) throw std::runtime_error("no container has started");
  co_return steady_clock::now();
}

}  // namespace harmony::bench
