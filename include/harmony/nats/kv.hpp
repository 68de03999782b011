// SPDX-License-Identifier: Apache-2.0
// Key-value buckets as every NATS client understands them (ADR-8): a stream KV_<bucket> with a subject a key.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "harmony/base/task.hpp"
#include "harmony/nats/jetstream.hpp"

namespace harmony::nats {

struct bucket_config {
  std::string name;  ///< [A-Za-z0-9_-]+
  std::int64_t history = 1;
  std::int32_t most_value_bytes = -1;  ///< whatever headers it is written with; -1: the server's own bound
  std::optional<republish> repeat{};
  std::optional<unsigned> replicas{};
};

/// The stream that a bucket is.
[[nodiscard]] stream_config bucket_stream(const bucket_config& bucket);
/// "KV_<bucket>".
[[nodiscard]] std::string bucket_stream_name(std::string_view bucket);
/// "$KV.<bucket>.<key>".
[[nodiscard]] std::string key_subject(std::string_view bucket, std::string_view key);
/// errc::invalid for what ADR-8 does not allow: [-/_=.A-Za-z0-9]+ without a dot at either end or two in a row.
[[nodiscard]] result<void> check_key(std::string_view key);

/// One key's value.
struct entry {
  std::string key;
  std::uint64_t revision = 0;  ///< the stream's sequence
  std::string value;
  wall_clock::time_point created{};
};

/// Creates or updates the bucket's stream; writes nothing if it is as wanted.
[[nodiscard]] task<result<stream_info>> ensure_bucket(jetstream& streams, bucket_config wanted,
                                                      std::chrono::milliseconds limit);

/// One bucket. Use on the io thread only; the jetstream must outlive it. Writes count against the jetstream's bound of
/// publishes in flight. `limit` is each request's. Revisions are returned by every write.
class bucket {
 public:
  bucket(jetstream& streams, std::string name);

  /// errc::not_found for a key that never was or that was removed.
  [[nodiscard]] task<result<entry>> get(std::string key, std::chrono::milliseconds limit);
  [[nodiscard]] task<result<std::uint64_t>> put(std::string key, std::string value, std::chrono::milliseconds limit);
  /// Only if the key has no value, else errc::conflict.
  [[nodiscard]] task<result<std::uint64_t>> create(std::string key, std::string value, std::chrono::milliseconds limit);
  /// Only if `revision` is the key's last one, else errc::conflict.
  [[nodiscard]] task<result<std::uint64_t>> update(std::string key, std::string value, std::uint64_t revision,
                                                   std::chrono::milliseconds limit);
  /// Leaves a marker that watchers see; the bucket's history stays.
  [[nodiscard]] task<result<std::uint64_t>> remove(std::string key, std::chrono::milliseconds limit);
  /// Leaves a marker and drops the key's history.
  [[nodiscard]] task<result<std::uint64_t>> purge(std::string key, std::chrono::milliseconds limit);

  /// Every key with a value or with the marker of a removed one, which only a read tells apart.
  [[nodiscard]] task<result<std::set<std::string>>> keys(std::chrono::milliseconds limit);

  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  [[nodiscard]] task<result<std::uint64_t>> write(std::string key, message what, std::optional<std::uint64_t> expected,
                                                  std::chrono::milliseconds limit);
  /// The key's last message, a marker included.
  [[nodiscard]] task<result<stored_message>> last(std::string key, std::chrono::milliseconds limit);

  jetstream& streams_;
  std::string name_;
};

/// True for the marker of a removed key: ours (KV-Operation) and the server's own (Nats-Marker-Reason, ADR-43).
[[nodiscard]] bool is_removal(const message& what);

}  // namespace harmony::nats
