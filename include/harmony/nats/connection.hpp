// SPDX-License-Identifier: Apache-2.0
// One connection to NATS: publish, request, subscribe. It reconnects by itself for as long as it lives.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/nats/message.hpp"
#include "harmony/nats/settings.hpp"

namespace harmony::nats {

enum class connection_state {
  connecting,  ///< not connected yet; trying
  connected,
  disconnected,  ///< was connected; trying again
  closed         ///< for good, by close() or because the server refused our credentials twice: build a new one
};
[[nodiscard]] std::string_view name_of(connection_state state);

/// What a subscription may have waiting for the io thread; beyond it new messages are dropped, counted and logged once.
struct pending_bounds {
  std::size_t messages = 65'536;
  std::size_t bytes = 64U << 20U;
};

/// Interest in a subject, withdrawn by the destructor: no handler call comes after it. Use on the io thread.
class subscription {
 public:
  class entry;
  subscription() = default;
  explicit subscription(std::shared_ptr<entry> held) : entry_(std::move(held)) {}
  subscription(subscription&&) noexcept = default;
  subscription& operator=(subscription&& other) noexcept;
  ~subscription();

  /// Messages that came and were not delivered, because the io thread was too far behind.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  std::shared_ptr<entry> entry_;
};

/// A callback that is taken off its list by the destructor. Use on the io thread.
class registration {
 public:
  registration() = default;
  explicit registration(std::shared_ptr<void> held) : held_(std::move(held)) {}

 private:
  std::shared_ptr<void> held_;
};

/// Use on the io thread only; every callback comes there. Nothing here blocks except the destructor (see close()).
/// Whatever uses a connection (jetstream, bucket, watcher, calls in flight) must have ended before it is destroyed.
class connection {
 public:
  /// The library's messages, a batch of one subscription at a time, in the order of arrival. They may be moved from.
  using batch_handler = std::function<void(std::span<message>)>;
  using state_handler = std::function<void(connection_state)>;

  /// Begins connecting in the background. An impossible setting shows as the state `closed`.
  connection(asio::any_io_executor executor, settings how);
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  /// Without an earlier close() this blocks until the library has let go of its threads: seconds at worst.
  ~connection();

  /// errc::timeout if it takes longer than `limit`, while the attempts go on; at once errc::unauthorized, errc::invalid or
  /// what else why() says when they have ended for good.
  [[nodiscard]] task<result<void>> wait_connected(std::chrono::milliseconds limit);
  /// Waits until the state is `closed` and says why: from then on only a new connection can help.
  [[nodiscard]] task<error> wait_closed();
  /// Sends what is queued, withdraws everything and waits for the library's threads; the destructor is then quick.
  [[nodiscard]] task<void> close();

  [[nodiscard]] connection_state state() const;
  /// Why the state is not `connected`, as far as the server or the library said.
  [[nodiscard]] const error& why() const;
  /// `handler` is called after each change of state.
  [[nodiscard]] registration on_state(state_handler handler);

  /// Fire and forget, in the order of the calls. errc::unavailable when not connected or the network does not keep up:
  /// nothing is kept for later, because a heartbeat or a put that is sent minutes late does harm. errc::too_large
  /// above the server's maximum, errc::invalid for a subject or header that cannot be sent.
  [[nodiscard]] result<void> publish(message what);
  /// Publishes and waits for one answer (`what.reply` is set here). A 503 of the server, an unsent message or a connection
  /// lost meanwhile is errc::unavailable, a refused subject errc::forbidden. Any other status is a success here.
  [[nodiscard]] task<result<message>> request(message what, std::chrono::milliseconds limit);
  /// Possible in any state; it survives reconnects. It reaches the server before anything that is published later.
  [[nodiscard]] subscription subscribe(std::string subject, batch_handler handler, pending_bounds bounds = {});

  /// A subject below the inbox prefix that nobody else has.
  [[nodiscard]] std::string new_inbox() const;
  /// The servers, for messages: "nats://10.0.0.1:4222".
  [[nodiscard]] const std::string& text() const;

  class impl;

 private:
  std::shared_ptr<impl> impl_;
};

}  // namespace harmony::nats
