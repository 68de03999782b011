// SPDX-License-Identifier: Apache-2.0
// The io thread's half of a connection: who waits for an answer, who listens, what the state is.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harmony/nats/connection.hpp"
#include "nats/library_thread.hpp"
#include "nats/mailbox.hpp"

namespace harmony::nats {

class subscription::entry {
 public:
  entry(std::weak_ptr<connection::impl> from, std::uint64_t number, std::string subject, connection::batch_handler handler);

  /// Ends it: no call comes any more.
  void withdraw();
  void hand_over(std::span<message> messages) const { handler_(messages); }
  void count_dropped(std::uint64_t more);
  [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

 private:
  std::weak_ptr<connection::impl> from_;
  std::uint64_t number_;
  std::string subject_;
  connection::batch_handler handler_;
  std::uint64_t dropped_ = 0;
};

class connection::impl : public std::enable_shared_from_this<impl> {
 public:
  impl(asio::any_io_executor executor, settings how);
  impl(const impl&) = delete;
  impl& operator=(const impl&) = delete;
  ~impl();

  [[nodiscard]] task<result<void>> wait_connected(std::chrono::milliseconds limit);
  [[nodiscard]] task<error> wait_closed();
  [[nodiscard]] task<void> close();
  [[nodiscard]] registration on_state(state_handler handler);
  [[nodiscard]] result<void> publish(message what, std::uint64_t token);
  [[nodiscard]] task<result<message>> request(message what, std::chrono::milliseconds limit);
  [[nodiscard]] subscription subscribe(std::string subject, batch_handler handler, pending_bounds bounds);
  void unsubscribe(std::uint64_t number);
  [[nodiscard]] std::string new_inbox() const;

  [[nodiscard]] connection_state state() const { return state_; }
  [[nodiscard]] const error& why() const { return why_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  struct waiting_request;

  void receive(batch got);
  void hand_over(batch& got);
  void answer(message&& reply);
  void answer(std::uint64_t token, result<message> with);
  void act_on(link_change& what);
  void act_on(not_yet& what);
  void act_on(const complaint& what);
  void act_on(const thread_ended& what);
  void change_state(connection_state to, error why);
  /// Ends every request that waits for an answer on a subject that `concerned` accepts.
  template <class Concerned>
  void end_requests(const error& why, Concerned concerned);

  asio::any_io_executor executor_;
  std::string text_;
  std::string inbox_prefix_;
  std::string inbox_;  ///< the answers to requests arrive at "<inbox_>.<token>"
  std::size_t most_unsent_bytes_;

  connection_state state_ = connection_state::connecting;
  error why_;
  std::size_t largest_message_ = 0;
  std::list<std::weak_ptr<state_handler>> on_state_;
  std::unordered_map<std::uint64_t, std::weak_ptr<subscription::entry>> subscriptions_;
  std::unordered_map<std::uint64_t, waiting_request*> requests_;
  std::uint64_t last_token_ = 0;
  std::uint64_t last_subscription_ = 0;

  bool ended_ = false;
  std::shared_ptr<mailbox> mailbox_;
  std::unique_ptr<library_thread> thread_;
};

}  // namespace harmony::nats
