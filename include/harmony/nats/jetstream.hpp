// SPDX-License-Identifier: Apache-2.0
// JetStream as typed requests over a connection: acknowledged publishes, streams, Direct Get. nats-server 2.9 and later.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/nats/connection.hpp"
#include "harmony/nats/stream.hpp"

namespace harmony::nats {

/// The stream has it; that is not for ever (a server's default sync interval is minutes).
struct publish_ack {
  std::string stream;
  std::uint64_t sequence = 0;
  bool duplicate = false;  ///< the message id was seen within the duplicate window; nothing was stored again
};

/// Use on the io thread only. The connection must outlive it.
class jetstream {
 public:
  /// At most `in_flight` publishes wait for their acknowledgement at a time; further callers wait for a place.
  explicit jetstream(connection& over, std::size_t in_flight = 256);
  jetstream(const jetstream&) = delete;
  jetstream& operator=(const jetstream&) = delete;
  ~jetstream();

  /// Publishes and waits for the stream's acknowledgement. With `expected`, only if that is the sequence of the
  /// subject's last message (0: it has none), else errc::conflict. `limit` counts from the sending; waiting for a place
  /// is bounded because everyone who has one has a limit. After errc::timeout or errc::unavailable it may have been stored.
  [[nodiscard]] task<result<publish_ack>> publish(message what, std::optional<std::uint64_t> expected,
                                                  std::chrono::milliseconds limit);

  /// Creates the stream, or updates it if a field that `wanted` sets differs. Writes nothing otherwise.
  [[nodiscard]] task<result<stream_info>> ensure_stream(stream_config wanted, std::chrono::milliseconds limit);
  /// errc::not_found if there is no such stream.
  [[nodiscard]] task<result<stream_info>> info(std::string stream, std::chrono::milliseconds limit);

  /// The subjects that the stream has messages of and that the filter (">" and "*" as in subscriptions) names. The server tells
  /// a hundred thousand at a time (nats-server, JSMaxSubjectDetails); `limit` is each request's.
  [[nodiscard]] task<result<std::set<std::string>>> subjects(std::string stream, std::string filter,
                                                             std::chrono::milliseconds limit);

  /// The last message of a subject by Direct Get, in the form whose subject a permission can name (ADR-31).
  /// errc::not_found if the subject has none, errc::unavailable if there is no such stream
  /// (errc::timeout from nats-server 2.9, which says nothing).
  [[nodiscard]] task<result<stored_message>> last_message(std::string stream, std::string subject,
                                                          std::chrono::milliseconds limit);

  [[nodiscard]] connection& over() const;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace harmony::nats
