// SPDX-License-Identifier: Apache-2.0
// A port that nothing listens on. The sandbox is private, so nobody takes it between this call and its use.
#pragma once

#include <cstdint>

namespace harmony::kit {

[[nodiscard]] std::uint16_t free_port();

}  // namespace harmony::kit
