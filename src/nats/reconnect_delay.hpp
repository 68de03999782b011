// SPDX-License-Identifier: Apache-2.0
// How long a lost connection waits before its next try. Pure: the randomness is passed in.
#pragma once

#include <chrono>

#include "harmony/base/backoff.hpp"

namespace harmony::nats {

/// The wait before try `attempt` (from 1): anywhere in [first/2, first·2ⁿ], never above `most`. Fuller jitter than
/// harmony::backoff has, because a server's restart makes its whole fleet come back at one moment.
[[nodiscard]] std::chrono::milliseconds reconnect_delay(int attempt, std::chrono::milliseconds first,
                                                        std::chrono::milliseconds most, random_source& random);

}  // namespace harmony::nats
