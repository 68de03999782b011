// SPDX-License-Identifier: Apache-2.0
// /healthz and /readyz, as Kubernetes' probes ask for them and kube-apiserver answers. Pure.
#pragma once

#include <string>
#include <vector>

#include "harmony/http/message.hpp"

namespace harmony::fleet {

struct health_check {
  std::string name;
  bool passes = false;
  std::string why{};  ///< it does not, for people; empty: that is not told
};

struct health {
  std::vector<health_check> live;   ///< of /healthz: when one fails, only a new process can help
  std::vector<health_check> ready;  ///< of /readyz
};

/// 200 and "ok" if every check passes, else 503. With `?verbose`, and whenever one fails, a line for each:
/// "[+]nats ok", "[-]watches failed: reason withheld", or the reason. /readyz/nats is that check alone. 404 for any other path.
[[nodiscard]] http::response answer_health(const http::request& asked, const health& now);

}  // namespace harmony::fleet
