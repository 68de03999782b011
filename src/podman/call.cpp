// SPDX-License-Identifier: Apache-2.0
#include "podman/call.hpp"

#include <utility>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "podman/documents.hpp"
#include "podman/version_differences.hpp"

namespace harmony::podman {

http::request request_for(http::method verb, std::string_view path, std::string body) {
  return {.verb = verb,
          .target = fmt::format("{}{}", api_prefix, path),
          .headers = {{"Content-Type", "application/json"}},
          .body = std::move(body)};
}

std::string container_path(std::string_view container, std::string_view rest) {
  return fmt::format("/containers/{}{}", http::encoded(container), rest);
}

std::string filter(std::string_view name, std::string_view value) {
  return http::encoded(boost::json::serialize(boost::json::object{{name, boost::json::array{value}}}));
}

error unreachable(std::string_view doing, error failure) {
  if (failure.code == errc::unavailable && !failure.hint.empty())
    failure.hint = "start podman's API: systemctl --user enable --now podman.socket, without --user for root's podman";
  if (failure.code == errc::forbidden) failure.hint = "run this as the user whose podman it is";
  return std::move(failure).in(doing);
}

error refused(std::string_view doing, const http::response& answer) { return refusal(answer.status, answer.body).in(doing); }

}  // namespace harmony::podman
