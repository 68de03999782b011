// SPDX-License-Identifier: Apache-2.0
// RFC 4648 base64, as kubeconfig's `…-data` members are written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace harmony::kube {

/// The bytes; nothing if the text is not base64. White space is skipped: people wrap these lines.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);

[[nodiscard]] std::string encode_base64(std::string_view bytes);

}  // namespace harmony::kube
