// SPDX-License-Identifier: Apache-2.0
#include "agent/restart_gate.hpp"

namespace harmony::agent {

std::chrono::milliseconds restart_gate::wait(time now) const {
  if (!last_ || now >= next_) return 0ms;
  return std::chrono::ceil<std::chrono::milliseconds>(next_ - now);
}

void restart_gate::restarted(time now, random_source& random) {
  if (last_ && now - *last_ >= stable) waits_.reset();
  last_ = now;
  next_ = now + waits_.next(random);
}

}  // namespace harmony::agent
