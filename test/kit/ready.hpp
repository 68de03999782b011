// SPDX-License-Identifier: Apache-2.0
// When a server that was started can be used.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "kit/process.hpp"

namespace harmony::kit {

/// Returns when `ready` says so; throws, with the end of the log, if the process ends or `limit` passes before.
void wait_until_ready(std::string_view name, process& server, std::chrono::milliseconds limit,
                      const std::function<bool()>& ready);

/// Whether something listens on this port of loopback.
[[nodiscard]] bool accepts_connections(std::uint16_t port);

}  // namespace harmony::kit
