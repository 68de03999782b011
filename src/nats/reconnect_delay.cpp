// SPDX-License-Identifier: Apache-2.0
#include "nats/reconnect_delay.hpp"

#include <algorithm>
#include <cstdint>

namespace harmony::nats {

std::chrono::milliseconds reconnect_delay(int attempt, std::chrono::milliseconds first, std::chrono::milliseconds most,
                                          random_source& random) {
  auto longest = first;
  for (int doubled = 1; doubled < attempt && longest < most; ++doubled) longest *= 2;
  longest = std::min(longest, most);
  std::uniform_int_distribution<std::int64_t> within(std::min(first / 2, longest).count(), longest.count());
  return std::chrono::milliseconds(within(random));
}

}  // namespace harmony::nats
