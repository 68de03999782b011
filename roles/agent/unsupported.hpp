// SPDX-License-Identifier: Apache-2.0
// What a score asks for and this version of the agent does not do. Nothing is silently left out. Pure.
#pragma once

#include <string>

#include "harmony/contracts/score.hpp"

namespace harmony::agent {

/// "services[web].healthCheck is not supported by this agent version", all of them named; empty if everything is. At most
/// contracts::max_error_length bytes: what does not fit is counted.
[[nodiscard]] std::string unsupported(const contracts::podman_v0& what);

}  // namespace harmony::agent
