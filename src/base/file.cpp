// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace harmony {
namespace {

/// A descriptor that closes itself.
class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

std::unexpected<error> system_failure(std::string_view doing, const std::filesystem::path& path) {
  const int number = errno;
  const auto code = number == ENOENT ? errc::not_found : number == EACCES ? errc::forbidden : errc::failed;
  return fail(code, fmt::format("cannot {} {}", doing, path.string()), std::strerror(number));
}

result<void> write_synced(const std::filesystem::path& path, std::string_view content) {
  const descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file) return system_failure("create", path);
  while (!content.empty()) {
    const auto count = ::write(file.get(), content.data(), content.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      return system_failure("write", path);
    }
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(file.get()) != 0) return system_failure("sync", path);
  return {};
}

}  // namespace

result<std::string> read_file(const std::filesystem::path& path, std::size_t most) {
  const descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return system_failure("open", path);
  std::string content;
  std::array<char, 16384> part{};
  for (;;) {
    const auto count = ::read(file.get(), part.data(), part.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      return system_failure("read", path);
    }
    if (count == 0) return content;
    content.append(part.data(), static_cast<std::size_t>(count));
    if (content.size() > most) return fail(errc::too_large, fmt::format("{} is larger than {} bytes", path.string(), most));
  }
}

result<void> write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  const std::filesystem::path beside = path.string() + ".part";
  auto written = write_synced(beside, content);
  if (written && ::rename(beside.c_str(), path.c_str()) != 0) written = system_failure("replace", path);
  if (!written) {
    // Half a file has no use, and a full disk has better ones for its room.
    ::unlink(beside.c_str());
    return written;
  }
  const auto directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const descriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::fsync(folder.get()) != 0) return system_failure("sync", directory);
  return {};
}

}  // namespace harmony
