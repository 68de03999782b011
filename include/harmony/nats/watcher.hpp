// SPDX-License-Identifier: Apache-2.0
// Follows every key of a bucket: a complete listing, then each change in the stream's order, over restarts of all kinds.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/nats/kv.hpp"
#include "harmony/sync/event.hpp"

namespace harmony::nats {

using watch_event = sync::event<std::string, entry>;

/// How far a watch has come: everything up to `sequence` of the stream created at `created` is told.
struct watch_position {
  std::string created;  ///< stream_info::created
  std::uint64_t sequence = 0;
  friend bool operator==(const watch_position&, const watch_position&) = default;
};

struct watch_settings {
  std::chrono::milliseconds heartbeat = 5s;  ///< the server's sign of life when nothing changes; at least 100 ms
  std::chrono::milliseconds first_retry = 200ms;
  std::chrono::milliseconds most_retry = 30s;
  std::chrono::milliseconds request_limit = 5s;
  /// Continue from here, without a listing, if the stream still allows it.
  std::optional<watch_position> from{};
};

/// One consumer, so one of these a role and bucket, never one a device. Use on the io thread only; the connection must
/// outlive it.
class watcher {
 public:
  /// Gets each event and the stream's sequence that it is from (0 for `init`). After `init_done` and each later event,
  /// position() covers it.
  using sink = std::function<void(watch_event what, std::uint64_t sequence)>;

  watcher(connection& over, std::string bucket, watch_settings how = {});
  watcher(const watcher&) = delete;
  watcher& operator=(const watcher&) = delete;
  ~watcher();

  /// Runs until cancelled. A listing that is interrupted begins again with another `init`. A bucket that is not there, a
  /// lost connection, a restarted server are waited out; a recreated bucket is listed anew.
  [[nodiscard]] task<void> run(sink to);
  /// The bucket may have been made anew, or keys removed from it without a marker: lists everything. Without it the one is
  /// noticed by the silence of its heartbeats, the other not at all.
  void look_again();

  [[nodiscard]] const std::string& bucket() const;
  /// Why nothing is watched at the moment, as far as the connection is not the reason; empty while all is well.
  [[nodiscard]] const std::string& trouble() const;
  /// Nothing before the first complete listing.
  [[nodiscard]] const std::optional<watch_position>& position() const;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace harmony::nats
