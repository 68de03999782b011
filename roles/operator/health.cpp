// SPDX-License-Identifier: Apache-2.0
#include "operator/health.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace harmony::fleet {

http::response answer_health(const http::request& asked, const std::vector<health_check>& checks) {
  const std::vector<http::header> plain{{"Content-Type", "text/plain; charset=utf-8"}};
  const auto path = asked.target.substr(0, asked.target.find('?'));
  if (path == "/healthz") return {.status = 200, .headers = plain, .body = "ok\n"};
  if (path != "/readyz") return {.status = 404, .headers = plain, .body = "there are /healthz and /readyz\n"};
  std::string body;
  for (const auto& one : checks) body += fmt::format("[{}] {}\n", one.passes ? '+' : '-', one.name);
  const bool ready = std::ranges::all_of(checks, &health_check::passes);
  return {.status = ready ? 200U : 503U, .headers = plain, .body = body + (ready ? "ready\n" : "not ready\n")};
}

}  // namespace harmony::fleet
