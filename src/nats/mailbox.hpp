// SPDX-License-Identifier: Apache-2.0
// What the library's threads put down for the io thread: the one place where a mutex stands between them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "harmony/nats/connection.hpp"

namespace harmony::nats {

/// The link changed. `largest` is the server's bound for headers and payload, once connected.
struct link_change {
  connection_state to = connection_state::connecting;
  error why{};
  std::size_t largest = 0;
};
/// A first connect failed and is tried again.
struct not_yet {
  error why;
};
/// The server or the library complained; the link stays.
struct complaint {
  error what;
};
/// The library thread made its last call.
struct thread_ended {};
using notice = std::variant<link_change, not_yet, complaint, thread_ended>;

/// A request that never left.
struct unsent {
  std::uint64_t token = 0;
  error why;
};

/// Everything since the io thread last looked. `messages[i]` is for the subscription `owners[i]`.
struct batch {
  std::vector<std::uint64_t> owners;
  std::vector<message> messages;
  std::unordered_map<std::uint64_t, std::uint64_t> dropped;  ///< how many of whose
  std::vector<unsent> failures;
  std::vector<notice> notices;
};

/// How much of one subscription waits in the mailbox; guarded by the mailbox's mutex.
struct share {
  explicit share(pending_bounds bounds) : most(bounds) {}
  pending_bounds most;
  std::uint64_t taken = 0;  ///< the mailbox's count of batches when the next two were last reset
  std::size_t messages = 0;
  std::size_t bytes = 0;
};

/// Any thread puts, the io thread takes. However much is put, one wake-up is posted until the io thread has looked.
class mailbox : public std::enable_shared_from_this<mailbox> {
 public:
  using receiver = std::function<void(batch)>;

  /// `to` runs on the executor.
  mailbox(asio::any_io_executor executor, receiver to);

  /// Puts a message for `owner`, unless its share is used up.
  void put(std::uint64_t owner, share& of, message&& what);
  /// Messages for `owner` that the library had no room for.
  void put_dropped(std::uint64_t owner, std::uint64_t count);
  void put(unsent what);
  void put(notice what);
  /// Only if no change was put before: the news of a first connect must not overtake the news of its loss.
  void put_first(link_change what);

  /// On the io thread: from now on nothing is posted and nothing received.
  void shut();

 private:
  void wake();  // with the mutex held
  void take();

  asio::any_io_executor executor_;
  receiver receiver_;  ///< io thread only

  std::mutex mutex_;
  batch waiting_;
  std::uint64_t taken_ = 1;
  bool posted_ = false;
  bool changed_ = false;  ///< a change of the link was put
  bool shut_ = false;
};

}  // namespace harmony::nats
