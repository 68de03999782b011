// SPDX-License-Identifier: Apache-2.0
// The desired document as the disk has it: beside its digest. One damaged byte can leave a document that reads well and names
// something else, and what it no longer names would be removed. Pure.
#pragma once

#include <string>

#include "harmony/contracts/desired_state.hpp"

namespace harmony::agent {

[[nodiscard]] std::string sealed(const contracts::desired_state& document);
/// errc::invalid for anything that `sealed` does not write.
[[nodiscard]] result<contracts::desired_state> unsealed(const std::string& text);

}  // namespace harmony::agent
