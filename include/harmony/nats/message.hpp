// SPDX-License-Identifier: Apache-2.0
// One NATS message as a value: nothing of the client library in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harmony/base/result.hpp"

namespace harmony::nats {

struct header {
  std::string name;
  std::string value;
  friend bool operator==(const header&, const header&) = default;
};

struct message {
  std::string subject;
  std::string reply{};            ///< where an answer is wanted; for a JetStream delivery, the `$JS.ACK` subject
  std::vector<header> headers{};  ///< the order of different names is not kept on the wire
  std::string payload{};

  /// The header's first value; empty if it is not there. Names are compared with case: NATS headers are not HTTP's (ADR-4).
  [[nodiscard]] std::string_view header_value(std::string_view name) const;
  /// The server's inline status (ADR-4): 100 heartbeat or flow control, 404 nothing there, 408 bad request, 503 nobody
  /// listens. 0 for an ordinary message.
  [[nodiscard]] int status() const;
  /// The words that came with the status; empty if none.
  [[nodiscard]] std::string_view status_text() const;

  friend bool operator==(const message&, const message&) = default;
};

/// errc::invalid for what would break the text protocol and that the library sends unchecked: an empty subject, one with
/// white space or control characters, a line end or a colon in a header's name, a line end in its value.
[[nodiscard]] result<void> check_sendable(const message& what);

}  // namespace harmony::nats
