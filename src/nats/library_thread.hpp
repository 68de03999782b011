// SPDX-License-Identifier: Apache-2.0
// The one thread that calls the NATS library for a connection. Every call into it may block: a publish waits for a
// connection lock that is held while a stalled socket is written to, connecting resolves names, closing joins threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "nats/mailbox.hpp"

namespace harmony::nats {

struct listen_order {
  std::uint64_t owner = 0;
  std::string subject;
  pending_bounds bounds{};
};
struct unlisten_order {
  std::uint64_t owner = 0;
};
struct send_order {
  message what;
  std::uint64_t token = 0;  ///< whom to tell if it cannot be sent; 0: nobody
};
using order = std::variant<listen_order, unlisten_order, send_order>;

/// Orders are carried out in the order of submission; what happens is put into the mailbox. Submitting never waits.
class library_thread {
 public:
  /// Starts the thread, which begins connecting.
  library_thread(settings how, std::shared_ptr<mailbox> to);
  library_thread(const library_thread&) = delete;
  library_thread& operator=(const library_thread&) = delete;
  /// Stops and waits for the thread's end.
  ~library_thread();

  void submit(order what);
  /// Bytes of messages that were submitted and not yet taken by the library.
  [[nodiscard]] std::size_t unsent_bytes();
  /// Asks for the end: what was submitted is sent first. `thread_ended` follows in the mailbox.
  void stop();

 private:
  void run();
  /// False if stopped meanwhile.
  [[nodiscard]] bool pause(std::chrono::milliseconds duration);
  /// Waits for orders; false once stopped and nothing is left.
  [[nodiscard]] bool next(std::vector<order>& into);

  const settings settings_;
  const std::shared_ptr<mailbox> mailbox_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<order> orders_;
  std::size_t waiting_bytes_ = 0;
  std::size_t taken_bytes_ = 0;  ///< of the orders that the thread is busy with
  bool stopped_ = false;

  std::thread thread_;  // last: it uses everything above
};

}  // namespace harmony::nats
