// SPDX-License-Identifier: Apache-2.0
// What the calls to libpod have in common: how a request is made, and how a failure is told.
#pragma once

#include <string>
#include <string_view>

#include "harmony/base/result.hpp"
#include "harmony/http/message.hpp"

namespace harmony::podman {

/// With the content type of JSON: a POST without one is read as a form, and its body is gone before a handler sees it.
[[nodiscard]] http::request request_for(http::method verb, std::string_view path, std::string body = {});
/// Of one container, by name or id; `rest` is what follows it in the path.
[[nodiscard]] std::string container_path(std::string_view container, std::string_view rest);
/// A query value with Docker's filters: {"name":["value"]}.
[[nodiscard]] std::string filter(std::string_view name, std::string_view value);

/// Nobody answered: what was being done, and how to start podman's API.
[[nodiscard]] error unreachable(std::string_view doing, error failure);
/// errc by the status and podman's words, for an answer that is no success.
[[nodiscard]] error refused(std::string_view doing, const http::response& answer);

}  // namespace harmony::podman
