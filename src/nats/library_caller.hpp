// SPDX-License-Identifier: Apache-2.0
// The calls into the NATS library for one connection, all made on its library thread.
#pragma once

#include <memory>
#include <random>
#include <unordered_map>

#include "harmony/base/backoff.hpp"
#include "nats/callback_registry.hpp"
#include "nats/library.hpp"
#include "nats/library_thread.hpp"

namespace harmony::nats {

/// What connection callbacks come back to.
struct link_callbacks {
  std::shared_ptr<mailbox> to;
  std::chrono::milliseconds first;
  std::chrono::milliseconds most;
  std::chrono::milliseconds silence_limit;
  random_source random{std::random_device{}()};  // asked for one wait at a time, by the library's reconnect thread
};

/// What a subscription's messages come back to.
struct delivery_callbacks {
  std::shared_ptr<mailbox> to;
  std::uint64_t owner = 0;
  share waiting;
  bool bounded = true;
  std::uint64_t dropped = 0;  ///< by the library, as far as the mailbox knows; delivery thread only
};

class library_caller {
 public:
  /// Opens the library.
  library_caller(const settings& how, std::shared_ptr<mailbox> to);
  library_caller(const library_caller&) = delete;
  library_caller& operator=(const library_caller&) = delete;
  /// Flushes, closes, and waits for the library's threads.
  ~library_caller();

  /// One try to connect; true if another one makes sense. Once connected, the library reconnects by itself. (The library's
  /// own retry of a first connect gives up when a server accepts and then fails: in 3.10 it forgets which one it asked.)
  [[nodiscard]] bool try_connect();

  /// Without a connection an order has no effect.
  void carry_out(const listen_order& what);
  void carry_out(const unlisten_order& what);
  void carry_out(const send_order& what);

 private:
  struct listening {
    callback_registry<delivery_callbacks>::ticket ticket = nullptr;
    handle<natsSubscription> on{};
  };

  void end(error why);
  void stop_listening(listening& which);

  library library_;
  std::shared_ptr<mailbox> mailbox_;
  handle<natsOptions> options_{};
  bool refused_before_ = false;
  callback_registry<link_callbacks>::ticket link_ticket_ = nullptr;
  handle<natsConnection> connection_{};
  std::unordered_map<std::uint64_t, listening> listening_;
};

}  // namespace harmony::nats
