// SPDX-License-Identifier: Apache-2.0
#include "agent/restart_gate.hpp"

namespace harmony::agent {

std::chrono::milliseconds restart_gate::wait(time now) const {
  if (!next_ || now >= *next_) return 0ms;
  return std::chrono::ceil<std::chrono::milliseconds>(*next_ - now);
}

bool restart_gate::restarted(time now, random_source& random) {
  const bool first = !next_ || now >= *next_ + stable;
  if (first) waits_.reset();
  next_ = now + waits_.next(random);
  return first;
}

}  // namespace harmony::agent
