// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/backoff.hpp"

#include <algorithm>

namespace harmony {

std::chrono::milliseconds backoff::next(random_source& random) {
  ++failures_;
  const auto whole = longest();
  std::uniform_int_distribution<std::int64_t> within(whole.count() / 2, whole.count());
  return std::chrono::milliseconds(within(random));
}

std::chrono::milliseconds backoff::longest() const {
  auto whole = first_;
  for (unsigned doubled = 1; doubled < failures_ && whole < most_; ++doubled) whole *= 2;
  return std::min(whole, most_);
}

std::chrono::milliseconds jittered(std::chrono::milliseconds middle, double part, random_source& random) {
  std::uniform_real_distribution<double> factor(1.0 - part, 1.0 + part);
  return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(middle.count()) * factor(random)));
}

}  // namespace harmony
