// SPDX-License-Identifier: Apache-2.0
// /healthz and /readyz, as Kubernetes' probes ask for them. Pure.
#pragma once

#include <string>
#include <vector>

#include "harmony/http/message.hpp"

namespace harmony::fleet {

struct health_check {
  std::string name;
  bool passes = false;
};

/// /healthz: 200 as long as the io thread answers. /readyz: 200 if every check passes, else 503; the body names each.
[[nodiscard]] http::response answer_health(const http::request& asked, const std::vector<health_check>& checks);

}  // namespace harmony::fleet
