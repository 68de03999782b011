// SPDX-License-Identifier: Apache-2.0
// Which refused calls are worth asking again. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "harmony/base/backoff.hpp"
#include "harmony/http/message.hpp"
#include "harmony/kube/status.hpp"

namespace harmony::kube {

/// The waits of one call: three tries in all, 0.5 s to 5 s apart unless the server says how long.
class retry {
 public:
  /// How long to wait before asking again; nothing: give up. A server that is busy (429) or on its way (503, 504) is worth
  /// it; a POST never is, because it may have worked and would then happen twice.
  [[nodiscard]] std::optional<std::chrono::milliseconds> after(http::method verb, const status& refusal, random_source& random);

 private:
  backoff waits_{std::chrono::milliseconds(500), std::chrono::seconds(5)};
};

}  // namespace harmony::kube
