// SPDX-License-Identifier: Apache-2.0
#include "operator/health.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "harmony/base/utf8.hpp"

namespace harmony::fleet {

namespace {

http::response plain(unsigned status, std::string body) {
  return {.status = status,
          .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"X-Content-Type-Options", "nosniff"}},
          .body = std::move(body)};
}

std::string reason_of(const health_check& failed) {
  constexpr std::size_t most = 4096;
  return failed.why.empty() ? "reason withheld" : one_line(failed.why, most);
}

http::response answer(std::string_view name, const std::vector<health_check>& checks, bool verbose) {
  const bool passes = std::ranges::all_of(checks, &health_check::passes);
  if (passes && !verbose) return plain(200, "ok");
  std::string body;
  for (const auto& one : checks)
    body += one.passes ? fmt::format("[+]{} ok\n", one.name) : fmt::format("[-]{} failed: {}\n", one.name, reason_of(one));
  return plain(passes ? 200 : 503, body + fmt::format("{} check {}\n", name, passes ? "passed" : "failed"));
}

/// Whether the query has the parameter, with or without a value.
bool asks_for(std::string_view query, std::string_view parameter) {
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto one = query.substr(0, end);
    if (one.substr(0, one.find('=')) == parameter) return true;
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
  }
  return false;
}

}  // namespace

http::response answer_health(const http::request& asked, const health& now) {
  std::string_view path(asked.target);
  const auto mark = path.find('?');
  const bool verbose = mark != std::string_view::npos && asks_for(path.substr(mark + 1), "verbose");
  path = path.substr(0, mark);
  if (!path.starts_with('/')) return plain(404, "not found\n");
  path.remove_prefix(1);
  const auto slash = path.find('/');
  const auto name = path.substr(0, slash);
  const auto* checks = name == "healthz" || name == "livez" ? &now.live : name == "readyz" ? &now.ready : nullptr;
  if (checks == nullptr) return plain(404, "there are /healthz, /readyz and /metrics\n");
  if (slash == std::string_view::npos) return answer(name, *checks, verbose);
  const auto one = std::ranges::find(*checks, path.substr(slash + 1), &health_check::name);
  if (one == checks->end()) return plain(404, "there is no such check\n");
  return answer(name, {*one}, verbose);
}

}  // namespace harmony::fleet
