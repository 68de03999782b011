// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/digest.hpp"

#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>

namespace harmony::contracts {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, 32> raw{};
  if (EVP_Digest(bytes.data(), bytes.size(), raw.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("SHA-256 is not available");
  std::string text;
  for (const auto byte : raw) text += fmt::format("{:02x}", byte);
  return text;
}

std::string short_digest(std::string_view bytes) { return sha256_hex(bytes).substr(0, 16); }

}  // namespace harmony::contracts
