// SPDX-License-Identifier: Apache-2.0
// How long a mode that lives on a NATS connection runs.
#pragma once

#include "harmony/nats/connection.hpp"

namespace harmony::nats {

/// Returns at a stop signal, or with the reason (logged) once `over` is closed for good: whoever started the program starts
/// it anew, with a new connection.
[[nodiscard]] task<result<void>> until_stopped(connection& over);

}  // namespace harmony::nats
