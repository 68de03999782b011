// SPDX-License-Identifier: Apache-2.0
// What podman says happened to its containers.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harmony/base/result.hpp"
#include "harmony/base/task.hpp"
#include "harmony/http/client.hpp"

namespace harmony::podman {

struct event {
  std::string type;    ///< "container", "image", …
  std::string action;  ///< libpod's names: create, start, died, stop, kill, remove, …
  std::string id;
  std::map<std::string, std::string> attributes;  ///< the container's labels among them
};

/// One line of the event stream, as 4.3 to 5.x write it. errc::protocol for what is no event; for an error that podman
/// reports within the stream, errc::failed with its words.
[[nodiscard]] result<event> decode_event(std::string_view line);

/// Events as they happen, from its opening on; nothing is replayed.
class event_stream {
 public:
  event_stream() = default;  ///< of nothing; only to be assigned to
  explicit event_stream(http::line_stream lines) : lines_(std::move(lines)) {}
  /// The next event; nothing once podman ended the stream. errc::timeout after `idle` without one.
  [[nodiscard]] task<result<std::optional<event>>> next(std::chrono::milliseconds idle);

 private:
  http::line_stream lines_;
};

}  // namespace harmony::podman
