// SPDX-License-Identifier: Apache-2.0
// What a container wrote, as podman kept it. Source: pkg/api/handlers/compat/containers_logs.go, whose framing the libpod
// endpoint shares: 8 bytes (stream, three zeros, length big-endian), then so many bytes.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "harmony/base/result.hpp"
#include "harmony/base/task.hpp"
#include "harmony/http/client.hpp"

namespace harmony::podman {

struct log_choice {
  std::optional<std::size_t> tail{};  ///< the last so many lines; nothing: all
  bool follow = false;                ///< and then what comes
};

struct log_line {
  bool error_stream = false;  ///< standard error, not output
  std::string text;           ///< without its end
  friend bool operator==(const log_line&, const log_line&) = default;
};

/// Lines out of frames. A frame may hold a part of a line or several.
class log_decoder {
 public:
  /// Takes more of the body, cut anywhere. errc::protocol for what is no frame, errc::too_large for one over a bound.
  [[nodiscard]] result<void> feed(std::string_view bytes);
  /// The body has ended: what is there of a line is one.
  void finish();
  /// The next whole line, in the order in which lines ended.
  [[nodiscard]] std::optional<log_line> next();

 private:
  std::string bytes_;                 // of frames that are not whole
  std::array<std::string, 2> begun_;  // lines without their end, of output and of error
  std::deque<log_line> lines_;
};

class log_stream {
 public:
  log_stream() = default;  ///< of nothing; only to be assigned to
  explicit log_stream(http::line_stream body) : body_(std::move(body)) {}
  /// The next line; nothing once there are no more. errc::timeout after `idle` without one.
  [[nodiscard]] task<result<std::optional<log_line>>> next(std::chrono::milliseconds idle);

 private:
  http::line_stream body_;
  log_decoder decoder_;
  bool ended_ = false;
};

}  // namespace harmony::podman
