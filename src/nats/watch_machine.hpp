// SPDX-License-Identifier: Apache-2.0
// Decides what a bucket's watch does next. Pure: it sees no socket and no clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harmony/base/backoff.hpp"
#include "harmony/nats/watcher.hpp"
#include "nats/ack_subject.hpp"

namespace harmony::nats {

/// Ask STREAM.INFO and report with stream_read().
struct read_stream {};
/// Listen on the consumer's own subject, create it, report with consumer_created(). Without a start: the last message of
/// each key, then what follows.
struct create_consumer {
  std::uint64_t session = 0;  ///< part of the consumer's name and of its subject
  std::optional<std::uint64_t> start{};
};
/// Stop listening and let the server forget the consumer; what is still queued for it is not wanted.
struct drop_consumer {
  std::uint64_t session = 0;
};
/// Publish nothing to this subject: the server waits with more messages until it sees how far we are.
struct answer_flow_control {
  std::string subject;
};
struct deliver {
  watch_event what;
  std::uint64_t sequence = 0;
};
using watch_action = std::variant<read_stream, create_consumer, drop_consumer, answer_flow_control, deliver>;
using watch_actions = std::vector<watch_action>;

/// The life of a watch is a row of sessions, one ordered consumer each (ADR-17):
/// read the stream, decide between continuing and a new listing, create the consumer, read the stream again, follow.
/// A session ends at a gap, a silence or a lost link, and the next one begins after a backoff.
class watch_machine {
 public:
  using time_point = steady_clock::time_point;

  watch_machine(std::string_view bucket, const watch_settings& how, random_source::result_type seed);

  [[nodiscard]] watch_actions connected();
  [[nodiscard]] watch_actions disconnected();
  [[nodiscard]] watch_actions stream_read(const result<stream_info>& stream, time_point now);
  /// `pending`: what the consumer had for us at its creation.
  [[nodiscard]] watch_actions consumer_created(const result<std::uint64_t>& pending, time_point now);
  /// One message of the running session's consumer.
  [[nodiscard]] watch_actions received(message&& what, time_point now);
  /// Somebody knows that the stream may have been made anew, or has lost messages: what is in it is listed from its beginning.
  [[nodiscard]] watch_actions look_again();
  /// To be called at wake_at(), or at any other time.
  [[nodiscard]] watch_actions tick(time_point now);

  [[nodiscard]] time_point wake_at() const;
  [[nodiscard]] const std::optional<watch_position>& position() const { return position_; }

 private:
  enum class phase { offline, reading, creating, confirming, following, resting };

  [[nodiscard]] watch_actions begin(const stream_info& stream);
  [[nodiscard]] watch_actions follow(time_point now);
  [[nodiscard]] watch_actions give_up(time_point now);
  [[nodiscard]] watch_actions heard_status(const message& what, time_point now);
  void finish_listing(watch_actions& actions);

  std::string prefix_;
  std::chrono::milliseconds longest_silence_;
  backoff retry_;
  random_source random_;

  phase phase_ = phase::offline;
  time_point wake_ = time_point::max();
  std::optional<watch_position> position_;  ///< of the last complete listing and what followed
  watch_position session_at_;               ///< the running session's, which a listing has not earned yet
  std::uint64_t session_ = 0;
  std::uint64_t consumer_sequence_ = 0;
  std::uint64_t pending_ = 0;
  bool listing_ = false;
  unsigned quiet_heartbeats_ = 0;
};

}  // namespace harmony::nats
