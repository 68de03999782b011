// SPDX-License-Identifier: Apache-2.0
// A device's state within the bounds that its readers hold it to. Pure.
#pragma once

#include <string>

#include "harmony/base/result.hpp"
#include "harmony/contracts/device.hpp"

namespace harmony::agent {

/// The document. Where all errors together are too long, each is cut shorter; of more Deployments than a report may have, those
/// that are on their way out are left out first. errc::too_large, naming the bound, if that is not enough.
[[nodiscard]] result<std::string> state_document(contracts::device_state state);

}  // namespace harmony::agent
