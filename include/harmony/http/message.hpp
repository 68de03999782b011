// SPDX-License-Identifier: Apache-2.0
// A request and its answer, as values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace harmony::http {

enum class method { get, head, post, put, patch, remove };
/// "GET", "DELETE": as it is sent.
[[nodiscard]] std::string_view name_of(method verb);

struct header {
  std::string name;
  std::string value;
  friend bool operator==(const header&, const header&) = default;
};

struct request {
  method verb = method::get;
  std::string target;  ///< path and query, already percent-encoded, relative to the endpoint's base path
  std::vector<header> headers{};
  std::string body{};
  friend bool operator==(const request&, const request&) = default;
};

struct response {
  unsigned status = 0;
  std::vector<header> headers{};
  std::string body{};

  /// The header's first value, names compared without case; empty if it is not there.
  [[nodiscard]] std::string_view header_value(std::string_view name) const;
  [[nodiscard]] bool ok() const { return status >= 200 && status < 300; }
};

/// Percent-encodes everything but RFC 3986's unreserved characters: for a path segment or a query value.
[[nodiscard]] std::string encoded(std::string_view text);

}  // namespace harmony::http
