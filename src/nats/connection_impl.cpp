// SPDX-License-Identifier: Apache-2.0
#include "nats/connection_impl.hpp"

#include <charconv>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harmony/base/identity.hpp"
#include "harmony/base/log.hpp"

namespace harmony::nats {
namespace {

/// The library gets this long to end its threads before close() returns and leaves the rest to the destructor.
constexpr std::chrono::milliseconds close_limit = 15s;
constexpr std::size_t inbox_random_bytes = 11;
/// The server adds to a message's own bytes: "NATS/1.0\r\n", ": " and "\r\n" a header, "\r\n".
constexpr std::size_t header_block_bytes = 12;
constexpr std::size_t header_line_bytes = 4;
/// Answers are bounded by the requests that wait for them.
constexpr pending_bounds unbounded{.messages = std::numeric_limits<std::size_t>::max(),
                                   .bytes = std::numeric_limits<std::size_t>::max()};

std::size_t wire_bytes(const message& what) {
  auto bytes = what.payload.size();
  if (!what.headers.empty()) bytes += header_block_bytes;
  for (const auto& [name, value] : what.headers) bytes += name.size() + value.size() + header_line_bytes;
  return bytes;
}

/// The subject in `Permissions Violation for Publish to "x"`; empty for any other complaint.
std::string_view refused_subject(std::string_view complaint) {
  const auto publish = complaint.find("Publish to \"");
  if (publish == std::string_view::npos) return {};
  const auto begin = complaint.find('"', publish) + 1;
  return complaint.substr(begin, complaint.find('"', begin) - begin);
}

/// The servers for logs and errors: without the name and password that a URL may carry.
std::string shown(const std::vector<std::string>& servers) {
  std::string text;
  for (const auto& one : servers) {
    const auto scheme = one.find("://");
    const auto at = one.rfind('@');
    if (!text.empty()) text += ',';
    text += at == std::string::npos || scheme == std::string::npos ? one : one.substr(0, scheme + 3) + one.substr(at + 1);
  }
  return text;
}

}  // namespace

struct connection::impl::waiting_request {
  asio::steady_timer arrived;
  std::string subject;
  std::optional<result<message>> answer{};
};

connection::impl::impl(asio::any_io_executor executor, settings how)
    : executor_(std::move(executor)),
      text_(shown(how.servers)),
      inbox_prefix_(how.inbox_prefix),
      inbox_(new_inbox()),
      most_unsent_bytes_(how.unsent_bytes),
      why_{.code = errc::unavailable, .message = "the first try is under way"},
      mailbox_(std::make_shared<mailbox>(executor_, [this](batch got) { receive(std::move(got)); })),
      thread_(std::make_unique<library_thread>(std::move(how), mailbox_)) {
  thread_->submit(listen_order{.owner = last_subscription_, .subject = inbox_ + ".*", .bounds = unbounded});
}

connection::impl::~impl() {
  mailbox_->shut();
  thread_.reset();
}

task<result<void>> connection::impl::wait_connected(std::chrono::milliseconds limit) {
  const auto until = steady_clock::now() + limit;
  wakeup changed(executor_);
  const auto listening = on_state([&](connection_state) { changed.notify(); });
  while (state_ != connection_state::connected) {
    if (state_ == connection_state::closed) co_return fail(why_.in(fmt::format("connecting to {}", text_)));
    if (steady_clock::now() >= until) {
      auto late = why_.in(deadline_passed(text_, limit).message);
      late.code = errc::timeout;
      co_return fail(std::move(late));
    }
    co_await changed.wait_until(until);
  }
  co_return result<void>{};
}

task<error> connection::impl::wait_closed() {
  wakeup changed(executor_);
  const auto listening = on_state([&](connection_state) { changed.notify(); });
  while (state_ != connection_state::closed) co_await changed.wait();
  co_return why_.in(fmt::format("connecting to {}", text_));
}

task<void> connection::impl::close() {
  const auto until = steady_clock::now() + close_limit;
  thread_->stop();
  change_state(connection_state::closed, {.code = errc::cancelled, .message = fmt::format("we left {}", text_)});
  wakeup changed(executor_);
  const auto listening = on_state([&](connection_state) { changed.notify(); });
  while (!ended_) {
    if (steady_clock::now() >= until) {
      log::warning("the NATS library takes long to end", {{"server", text_}});
      co_return;
    }
    co_await changed.wait_until(until);
  }
}

registration connection::impl::on_state(state_handler handler) {
  auto held = std::make_shared<state_handler>(std::move(handler));
  std::erase_if(on_state_, [](const auto& one) { return one.expired(); });
  on_state_.push_back(held);
  return registration(std::move(held));
}

result<void> connection::impl::publish(message what, std::uint64_t token) {
  if (auto fine = check_sendable(what); !fine) return fine;
  if (state_ != connection_state::connected)
    return fail(errc::unavailable, fmt::format("not connected to {}: {}", text_, why_.message), why_.detail, why_.hint);
  if (const auto bytes = wire_bytes(what); bytes > largest_message_)
    return fail(
        errc::too_large,
        fmt::format("a message of {} bytes for {} is over the server's bound of {}", bytes, what.subject, largest_message_), {},
        "raise max_payload in the server's configuration");
  if (thread_->unsent_bytes() > most_unsent_bytes_)
    return fail(errc::unavailable, fmt::format("{} does not take messages as fast as they are made: over {} bytes wait", text_,
                                               most_unsent_bytes_));
  thread_->submit(send_order{.what = std::move(what), .token = token});
  return {};
}

task<result<message>> connection::impl::request(message what, std::chrono::milliseconds limit) {
  const auto token = ++last_token_;
  waiting_request self{.arrived = asio::steady_timer(executor_, limit), .subject = what.subject};
  what.reply = fmt::format("{}.{}", inbox_, token);
  if (auto sent = publish(std::move(what), token); !sent) co_return fail(std::move(sent).error());

  requests_.emplace(token, &self);
  struct leaving {  // also when cancellation unwinds
    impl& from;
    std::uint64_t token;
    ~leaving() { from.requests_.erase(token); }
  } const when_done{*this, token};
  co_await self.arrived.async_wait(asio::as_tuple(asio::use_awaitable));
  co_await throw_if_cancelled();
  if (!self.answer) co_return fail(deadline_passed(fmt::format("{} on {}", text_, self.subject), limit));
  constexpr int no_responders = 503;
  if (*self.answer && (*self.answer)->status() == no_responders)
    co_return fail(errc::unavailable, fmt::format("nobody answers to {} at {}", self.subject, text_));
  co_return std::move(*self.answer);
}

subscription connection::impl::subscribe(std::string subject, batch_handler handler, pending_bounds bounds) {
  const auto number = ++last_subscription_;
  auto held = std::make_shared<subscription::entry>(weak_from_this(), number, subject, std::move(handler));
  subscriptions_.emplace(number, held);
  thread_->submit(listen_order{.owner = number, .subject = std::move(subject), .bounds = bounds});
  return subscription(std::move(held));
}

void connection::impl::unsubscribe(std::uint64_t number) {
  if (subscriptions_.erase(number) > 0) thread_->submit(unlisten_order{number});
}

std::string connection::impl::new_inbox() const { return fmt::format("{}.{}", inbox_prefix_, random_hex(inbox_random_bytes)); }

void connection::impl::receive(batch got) {
  const auto alive = shared_from_this();  // a handler may destroy the connection
  hand_over(got);
  for (const auto& [owner, count] : got.dropped)
    if (const auto found = subscriptions_.find(owner); found != subscriptions_.end())
      if (const auto held = found->second.lock()) held->count_dropped(count);
  for (auto& [token, why] : got.failures) answer(token, fail(std::move(why)));
  for (auto& one : got.notices) std::visit([this](auto& what) { act_on(what); }, one);
}

void connection::impl::hand_over(batch& got) {
  for (std::size_t begin = 0; begin < got.owners.size();) {
    const auto owner = got.owners[begin];
    auto end = begin + 1;
    while (end < got.owners.size() && got.owners[end] == owner) ++end;
    const std::span<message> messages(got.messages.begin() + static_cast<std::ptrdiff_t>(begin), end - begin);
    if (owner == 0) {
      for (auto& one : messages) answer(std::move(one));
    } else if (const auto found = subscriptions_.find(owner); found != subscriptions_.end()) {
      if (const auto held = found->second.lock()) held->hand_over(messages);
    }
    begin = end;
  }
}

void connection::impl::answer(message&& reply) {
  const std::string_view subject = reply.subject;
  const auto digits = subject.substr(subject.rfind('.') + 1);
  std::uint64_t token = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), token);
  answer(token, std::move(reply));
}

void connection::impl::answer(std::uint64_t token, result<message> with) {
  const auto found = requests_.find(token);
  if (found == requests_.end() || found->second->answer) return;  // too late, or a second answer
  found->second->answer.emplace(std::move(with));
  found->second->arrived.cancel();
}

template <class Concerned>
void connection::impl::end_requests(const error& why, Concerned concerned) {
  // An answer only wakes its coroutine, so the map does not change here.
  for (const auto& [token, waiting] : requests_)
    if (!waiting->answer && concerned(waiting->subject)) {
      waiting->answer.emplace(fail(why.in(fmt::format("waiting for an answer to {}", waiting->subject))));
      waiting->arrived.cancel();
    }
}

void connection::impl::act_on(link_change& what) {
  if (state_ == connection_state::closed) return;
  if (what.to == connection_state::connected) {
    largest_message_ = what.largest;
    log::info("connected to NATS", {{"server", text_}});
    change_state(what.to, {});
  } else {
    log::warning("not connected to NATS", {{"server", text_}, {"state", name_of(what.to)}, {what.why}});
    change_state(what.to, std::move(what.why));
  }
}

void connection::impl::act_on(not_yet& what) {
  if (state_ != connection_state::connecting) return;
  if (what.why != why_) log::warning("not connected to NATS yet", {{"server", text_}, {what.why}});
  why_ = std::move(what.why);
}

void connection::impl::act_on(const complaint& what) {
  log::warning("a complaint about the NATS connection", {{"server", text_}, {what.what}});
  if (const auto subject = refused_subject(what.what.detail); !subject.empty())
    end_requests({.code = errc::forbidden,
                  .message = fmt::format("{} does not let us publish there", text_),
                  .detail = what.what.detail,
                  .hint = "check the permissions of these credentials"},
                 [&](const std::string& asked) { return asked == subject; });
}

void connection::impl::act_on(const thread_ended& /*what*/) {
  ended_ = true;
  change_state(connection_state::closed, why_);
}

void connection::impl::change_state(connection_state to, error why) {
  state_ = to;
  why_ = std::move(why);
  if (to != connection_state::connected) end_requests(why_, [](const std::string&) { return true; });
  const auto handlers = on_state_;  // a handler may add or remove handlers
  for (const auto& one : handlers)
    if (const auto held = one.lock()) (*held)(to);
}

}  // namespace harmony::nats
