// SPDX-License-Identifier: Apache-2.0
// Random names: boot ids, inboxes, lease holders.
#pragma once

#include <string>

namespace harmony {

/// `bytes` random bytes from the kernel, as lower-case hex.
[[nodiscard]] std::string random_hex(std::size_t bytes);

}  // namespace harmony
