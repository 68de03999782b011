// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/identity.hpp"

#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <sys/random.h>

namespace harmony {

std::string random_hex(std::size_t bytes) {
  std::vector<unsigned char> raw(bytes);
  // Up to 256 bytes come whole and uninterrupted (getrandom(2)).
  if (bytes > 256 || ::getrandom(raw.data(), raw.size(), 0) != static_cast<ssize_t>(bytes))
    throw std::runtime_error("the kernel gave no random bytes");
  std::string text;
  for (const auto byte : raw) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace harmony
