// SPDX-License-Identifier: Apache-2.0
// How the API server says no (metav1.Status), and what that means for the caller.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"
#include "harmony/http/message.hpp"

namespace harmony::kube {

/// One of several things that were wrong.
struct status_cause {
  std::string reason{};  ///< "FieldManagerConflict", "FieldValueInvalid"
  std::string message{};
  std::string field{};  ///< ".spec.replicas"
  friend bool operator==(const status_cause&, const status_cause&) = default;
};

struct status {
  unsigned code = 0;          ///< the HTTP status, also for an error inside a watch
  std::string reason{};       ///< one word: "NotFound", "Expired"; empty for an answer that is no Status
  std::string message{};      ///< the server's words
  std::string object_name{};  ///< which object it is about; empty when the resource itself is not there
  std::vector<status_cause> causes{};
  std::optional<std::chrono::seconds> retry_after{};  ///< the server's wish for the next try
  friend bool operator==(const status&, const status&) = default;
};

/// Reads a refusal. An answer that is no Status (a proxy's page, "404 page not found") keeps the beginning of its text.
[[nodiscard]] status status_of(const http::response& answer);
/// Reads a Status document, as an ERROR line of a watch carries it.
[[nodiscard]] status status_of(const boost::json::value& document);

/// The error for a refusal by `who`. A server-side apply's conflict names the managers and their fields. A 404 that is
/// about no object means that the resource is not served (yet): errc::unavailable, not errc::not_found.
[[nodiscard]] error to_error(const status& refusal, std::string_view who);

}  // namespace harmony::kube
