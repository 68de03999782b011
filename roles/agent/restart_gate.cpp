// SPDX-License-Identifier: Apache-2.0
#include "agent/restart_gate.hpp"

namespace harmony::agent {

std::chrono::milliseconds restart_gate::wait(time now) const {
  if (row_ == 0 || now >= next_) return 0ms;
  return std::chrono::ceil<std::chrono::milliseconds>(next_ - now);
}

bool restart_gate::restarted(time now, random_source& random) {
  const bool first = row_ == 0 || now >= next_ + stable;
  if (first) waits_.reset();
  row_ = first ? 1 : row_ + 1;
  last_ = now;
  next_ = now + waits_.next(random);
  return first;
}

std::chrono::milliseconds restart_gate::doubt(time now) const {
  if (row_ < 2 || now >= last_ + stable) return 0ms;
  return std::chrono::ceil<std::chrono::milliseconds>(last_ + stable - now);
}

}  // namespace harmony::agent
