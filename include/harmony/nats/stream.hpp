// SPDX-License-Identifier: Apache-2.0
// A JetStream stream: what we ask for, what the server says about it, and a message kept in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harmony/base/clock.hpp"
#include "harmony/nats/message.hpp"

namespace harmony::nats {

/// The server repeats each stored message to a core subject (ADR-28), at most once, with Nats-Stream, Nats-Subject,
/// Nats-Sequence and Nats-Last-Sequence headers.
struct republish {
  std::string source;       ///< "$KV.desired-state.>"
  std::string destination;  ///< "desired.>"
};

/// A stream's bound on a message counts its headers (nats-server, processJetStreamMsg). This much of it is theirs: what we
/// write with a condition or an id stays far below.
inline constexpr std::int32_t room_for_headers = 512;

/// A file stream. A field that is empty here is left to the server, and to whoever changed it there.
struct stream_config {
  std::string name;
  std::vector<std::string> subjects;
  std::int64_t most_messages_a_subject = -1;  ///< -1: no bound
  std::int32_t most_message_bytes = -1;       ///< -1: no bound of the stream's own
  std::chrono::nanoseconds most_age{0};       ///< 0: for ever
  std::chrono::nanoseconds duplicate_window = 2min;
  bool refuse_when_full = false;  ///< refuse new messages at a bound instead of dropping old ones
  bool allow_rollup = false;
  bool refuse_deletes = false;
  bool allow_direct = true;  ///< Direct Get (ADR-31)
  std::optional<republish> repeat{};
  std::optional<unsigned> replicas{};  ///< empty: 1 at creation, whatever it is later
};

/// From STREAM.INFO.
struct stream_info {
  std::string created;  ///< the server's own text, to the nanosecond: it tells a recreated stream from the old one
  std::uint64_t first_sequence = 0;
  std::uint64_t last_sequence = 0;
  std::uint64_t messages = 0;
};

/// A message as a stream keeps it. `content.subject` is the one it was stored under; `content.headers` are the
/// publisher's and the server's.
struct stored_message {
  std::uint64_t sequence = 0;
  wall_clock::time_point stored{};
  message content;
};

}  // namespace harmony::nats
