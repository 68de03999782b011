// SPDX-License-Identifier: Apache-2.0
// Messages in the library's form and in ours.
#pragma once

#include "harmony/nats/message.hpp"
#include "nats/library.hpp"

namespace harmony::nats {

/// A copy. The library parses the headers at this point, so the message is not const for it.
[[nodiscard]] message from_library(natsMsg& raw);
[[nodiscard]] result<handle<natsMsg>> to_library(const message& what);

}  // namespace harmony::nats
