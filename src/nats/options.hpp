// SPDX-License-Identifier: Apache-2.0
// Our settings in the library's words.
#pragma once

#include "harmony/nats/settings.hpp"
#include "nats/library.hpp"

namespace harmony::nats {

/// Everything but the callbacks. errc::invalid, with what the library said, for what it refuses.
[[nodiscard]] result<handle<natsOptions>> make_options(const settings& how);

}  // namespace harmony::nats
