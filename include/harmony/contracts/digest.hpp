// SPDX-License-Identifier: Apache-2.0
// SHA-256, where two parties must agree that they hold the same document.
#pragma once

#include <string>
#include <string_view>

namespace harmony::contracts {

/// 64 lower-case hex digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);
/// The first 8 bytes of it, 16 hex digits: enough to notice a document that differs, small enough for each heartbeat.
[[nodiscard]] std::string short_digest(std::string_view bytes);

}  // namespace harmony::contracts
