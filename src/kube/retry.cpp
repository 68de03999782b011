// SPDX-License-Identifier: Apache-2.0
#include "kube/retry.hpp"

namespace harmony::kube {
namespace {

constexpr unsigned tries_most = 3;

}  // namespace

std::optional<std::chrono::milliseconds> retry::after(http::method verb, const status& refusal, random_source& random) {
  const bool passing = refusal.code == 429 || refusal.code == 503 || refusal.code == 504;
  if (!passing || verb == http::method::post || waits_.failures() + 1 >= tries_most) return {};
  const auto own = waits_.next(random);
  return refusal.retry_after ? std::chrono::milliseconds(*refusal.retry_after) : own;
}

}  // namespace harmony::kube
