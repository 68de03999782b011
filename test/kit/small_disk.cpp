// SPDX-License-Identifier: Apache-2.0
#include "kit/small_disk.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

namespace harmony::kit {

small_disk::small_disk(std::filesystem::path place, std::size_t bytes) : place_(std::move(place)) {
  std::filesystem::create_directories(place_);
  if (::mount("tmpfs", place_.c_str(), "tmpfs", 0, fmt::format("size={}", bytes).c_str()) != 0)
    throw std::runtime_error(fmt::format("cannot mount {}: {}", place_.string(), std::strerror(errno)));
}

small_disk::~small_disk() { ::umount2(place_.c_str(), MNT_DETACH); }

void small_disk::fill() const {
  const int file = ::open(filling().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::array<char, 4096> page{};
  while (::write(file, page.data(), page.size()) > 0) continue;
  const int why = errno;
  ::close(file);
  if (why != ENOSPC) throw std::runtime_error(fmt::format("cannot fill {}: {}", place_.string(), std::strerror(why)));
}

void small_disk::make_room() const { std::filesystem::remove(filling()); }

}  // namespace harmony::kit
