// SPDX-License-Identifier: Apache-2.0
// How long a connection may stay without a sign of its peer once something was sent.
#pragma once

#include <chrono>

#include <nats/nats.h>

namespace harmony::nats {

/// What the peer's machine does not acknowledge within `limit` ends the connection (tcp(7), TCP_USER_TIMEOUT): a dead network
/// is noticed with the next message, and nothing more is sent for it. The library gives no access to its socket, so it is found
/// among the descriptors of the process by its address. If it is not found, the library's pings notice, later.
void set_silence_limit(natsConnection* of, std::chrono::milliseconds limit);

}  // namespace harmony::nats
