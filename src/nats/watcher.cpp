// SPDX-License-Identifier: Apache-2.0
#include "harmony/nats/watcher.hpp"

#include <deque>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/asio/post.hpp>

#include "harmony/base/identity.hpp"
#include "harmony/base/log.hpp"
#include "nats/api.hpp"
#include "nats/stream_document.hpp"
#include "nats/watch_machine.hpp"

namespace harmony::nats {
namespace {

/// After this many messages others get the io thread: a listing may have a million.
constexpr std::size_t most_in_a_row = 1024;
/// The server's flow control is the bound.
constexpr pending_bounds unbounded{.messages = std::numeric_limits<std::size_t>::max(),
                                   .bytes = std::numeric_limits<std::size_t>::max()};
constexpr std::size_t name_random_bytes = 8;

}  // namespace

class watcher::impl {
 public:
  impl(connection& link, std::string bucket, watch_settings how)
      : over_(link),
        streams_(link),
        bucket_(std::move(bucket)),
        how_(std::move(how)),
        machine_(bucket_, how_, std::random_device{}()),
        name_(random_hex(name_random_bytes)),
        inbox_(link.new_inbox()) {}

  task<void> run(sink to);
  void look_again();
  [[nodiscard]] const std::string& bucket() const { return bucket_; }
  [[nodiscard]] const std::string& trouble() const { return last_said_; }
  [[nodiscard]] const std::optional<watch_position>& position() const { return machine_.position(); }

 private:
  /// What stops when run() unwinds.
  struct running {
    impl& of;
    ~running() {
      of.drop();
      of.to_ = nullptr;
      of.bell_ = nullptr;
    }
  };

  task<void> work_off();
  void feed_messages();
  void feed_state(connection_state now);
  void plan(watch_actions actions);
  task<void> act(read_stream what);
  task<void> act(create_consumer what);
  void drop();
  void say(const error& why);
  [[nodiscard]] std::string consumer_name() const { return fmt::format("{}_{}", name_, session_); }

  connection& over_;
  jetstream streams_;
  const std::string bucket_;
  const watch_settings how_;
  watch_machine machine_;
  const std::string name_;   ///< of the consumers, with the session's number
  const std::string inbox_;  ///< what they deliver to, with the same number
  sink to_;

  wakeup* bell_ = nullptr;  ///< of the running run()
  std::deque<message> came_;
  std::deque<connection_state> states_;
  bool doubted_ = false;              ///< look_again() was called
  std::deque<watch_action> waiting_;  ///< what needs an answer of the server, in order
  std::uint64_t session_ = 0;
  std::optional<subscription> listening_;  ///< to the running session's consumer
  std::string last_said_;
};

task<void> watcher::impl::run(sink to) {
  wakeup bell(co_await asio::this_coro::executor);
  bell_ = &bell;
  to_ = std::move(to);
  const running until_the_end{*this};
  const auto following = over_.on_state([this](connection_state now) {
    states_.push_back(now);
    bell_->notify();
  });
  feed_state(over_.state());
  for (;;) {
    co_await work_off();
    if (!came_.empty()) {
      feed_messages();
      co_await asio::post(asio::use_awaitable);
      co_await throw_if_cancelled();
    } else if (!states_.empty()) {
      const auto next = states_.front();
      states_.pop_front();
      feed_state(next);
    } else if (std::exchange(doubted_, false)) {
      plan(machine_.look_again());
    } else {
      co_await bell.wait_until(machine_.wake_at());
      plan(machine_.tick(steady_clock::now()));
    }
  }
}

void watcher::impl::look_again() {
  if (bell_ == nullptr) return;  // whoever is not running looks when it starts
  doubted_ = true;
  bell_->notify();
}

task<void> watcher::impl::work_off() {
  while (!waiting_.empty()) {
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    if (std::holds_alternative<read_stream>(next))
      co_await act(read_stream{});
    else
      co_await act(std::get<create_consumer>(next));
  }
}

void watcher::impl::feed_messages() {
  const auto now = steady_clock::now();
  for (std::size_t count = 0; count < most_in_a_row && !came_.empty(); ++count) {
    auto next = std::move(came_.front());
    came_.pop_front();
    plan(machine_.received(std::move(next), now));
  }
}

void watcher::impl::feed_state(connection_state now) {
  plan(now == connection_state::connected ? machine_.connected() : machine_.disconnected());
}

void watcher::impl::plan(watch_actions actions) {
  for (auto& action : actions) {
    if (auto* event = std::get_if<deliver>(&action))
      to_(std::move(event->what), event->sequence);
    else if (const auto* answer = std::get_if<answer_flow_control>(&action))
      (void)over_.publish({.subject = answer->subject});
    else if (std::holds_alternative<drop_consumer>(action))
      drop();
    else
      waiting_.push_back(std::move(action));
  }
}

task<void> watcher::impl::act(read_stream /*what*/) {
  const auto stream = co_await streams_.info(bucket_stream_name(bucket_), how_.request_limit);
  if (!stream) say(stream.error());
  plan(machine_.stream_read(stream, steady_clock::now()));
}

task<void> watcher::impl::act(create_consumer what) {
  session_ = what.session;
  const consumer_request wanted{.stream = bucket_stream_name(bucket_),
                                .name = consumer_name(),
                                .filter = key_subject(bucket_, ">"),
                                .deliver_to = fmt::format("{}.{}", inbox_, session_),
                                .start_sequence = what.start,
                                .heartbeat = how_.heartbeat};
  listening_ = over_.subscribe(
      wanted.deliver_to,
      [this](std::span<message> messages) {
        came_.insert(came_.end(), std::make_move_iterator(messages.begin()), std::make_move_iterator(messages.end()));
        bell_->notify();
      },
      unbounded);
  auto answer = co_await call_api(over_, fmt::format("CONSUMER.CREATE.{}.{}.{}", wanted.stream, wanted.name, wanted.filter),
                                  encode(wanted), how_.request_limit);
  auto pending = answer.and_then([](const auto& said) { return decode_consumer_pending(said); });
  if (!pending)
    say(pending.error());
  else
    last_said_.clear();
  plan(machine_.consumer_created(pending, steady_clock::now()));
}

void watcher::impl::drop() {
  if (!listening_) return;
  listening_.reset();
  came_.clear();
  // Nobody waits for the answer: a consumer that is not deleted here ends by itself when nobody listens to it.
  (void)over_.publish(
      {.subject = fmt::format("$JS.API.CONSUMER.DELETE.{}.{}", bucket_stream_name(bucket_), consumer_name()), .reply = inbox_});
}

void watcher::impl::say(const error& why) {
  // One line a change: a bucket that is not there yet is asked for again and again. A lost link says so itself.
  if (over_.state() != connection_state::connected || why.text() == last_said_) return;
  last_said_ = why.text();
  log::warning("a bucket cannot be watched yet", {{"bucket", bucket_}, {why}});
}

watcher::watcher(connection& over, std::string bucket, watch_settings how)
    : impl_(std::make_unique<impl>(over, std::move(bucket), std::move(how))) {}
watcher::~watcher() = default;
task<void> watcher::run(sink to) { return impl_->run(std::move(to)); }
void watcher::look_again() { impl_->look_again(); }
const std::string& watcher::bucket() const { return impl_->bucket(); }
const std::string& watcher::trouble() const { return impl_->trouble(); }
const std::optional<watch_position>& watcher::position() const { return impl_->position(); }

}  // namespace harmony::nats
