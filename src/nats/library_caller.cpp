// SPDX-License-Identifier: Apache-2.0
#include "nats/library_caller.hpp"

#include <utility>

#include "nats/from_library.hpp"
#include "nats/options.hpp"
#include "nats/reconnect_delay.hpp"
#include "nats/silence_limit.hpp"

namespace harmony::nats {
namespace {

/// At the end, for the server to have taken what was sent.
constexpr std::chrono::milliseconds flush_limit = 2s;

callback_registry<link_callbacks>& links() {
  static callback_registry<link_callbacks> only;
  return only;
}
callback_registry<delivery_callbacks>& deliveries() {
  static callback_registry<delivery_callbacks> only;
  return only;
}

link_change change(natsConnection* of, connection_state to, std::string message) {
  const char* words = nullptr;
  const auto status = natsConnection_GetLastError(of, &words);
  auto why = status == NATS_OK ? error{.code = errc::unavailable, .message = std::move(message)}
                               : library_error(status, std::move(message), words);
  return {.to = to, .why = std::move(why), .largest = static_cast<std::size_t>(natsConnection_GetMaxPayload(of))};
}

void on_connected(natsConnection* of, void* ticket) {
  const auto link = links().find(ticket);
  if (!link) return;
  set_silence_limit(of, link->silence_limit);
  link->to->put(change(of, connection_state::connected, {}));
}
void on_disconnected(natsConnection* of, void* ticket) {
  if (const auto link = links().find(ticket))
    link->to->put(change(of, connection_state::disconnected, "the connection to the NATS server was lost"));
}
void on_closed(natsConnection* of, void* ticket) {
  if (const auto link = links().find(ticket))
    link->to->put(change(of, connection_state::closed, "the connection to the NATS server ended for good"));
}
void on_error(natsConnection* /*of*/, natsSubscription* /*on*/, natsStatus status, void* ticket) {
  if (const auto link = links().find(ticket))
    link->to->put(complaint{library_error(status, "the NATS server or its library complained", nats_GetLastError(nullptr))});
}
std::int64_t on_retry(natsConnection* /*of*/, int attempt, void* ticket) {
  const auto link = links().find(ticket);
  return link ? reconnect_delay(attempt, link->first, link->most, link->random).count() : 0;
}
/// The library drops only while something waits in its queue: whoever looks at each message that leaves it misses none.
void count_dropped(natsSubscription* on, delivery_callbacks& delivery) {
  std::int64_t all = 0;
  if (!delivery.bounded || natsSubscription_GetDropped(on, &all) != NATS_OK) return;
  const auto before = std::exchange(delivery.dropped, static_cast<std::uint64_t>(all));
  if (delivery.dropped > before) delivery.to->put_dropped(delivery.owner, delivery.dropped - before);
}
void on_message(natsConnection* /*of*/, natsSubscription* on, natsMsg* raw, void* ticket) {
  const handle<natsMsg> came(raw);
  const auto delivery = deliveries().find(ticket);
  if (!delivery || !came) return;
  count_dropped(on, *delivery);
  delivery->to->put(delivery->owner, delivery->waiting, from_library(*came));
}

constexpr int no_limit = -1;
int limit(std::size_t count) { return std::in_range<int>(count) ? static_cast<int>(count) : no_limit; }
bool is_bounded(const pending_bounds& bounds) { return limit(bounds.messages) != no_limit || limit(bounds.bytes) != no_limit; }

natsStatus set_callbacks(natsOptions* options, void* ticket) {
  for (const auto status :
       {natsOptions_SetReconnectedCB(options, on_connected, ticket),
        natsOptions_SetDisconnectedCB(options, on_disconnected, ticket), natsOptions_SetClosedCB(options, on_closed, ticket),
        natsOptions_SetErrorHandler(options, on_error, ticket),  // else it prints to standard error
        natsOptions_SetCustomReconnectDelay(options, on_retry, ticket)})
    if (status != NATS_OK) return status;
  return NATS_OK;
}

}  // namespace

library_caller::library_caller(const settings& how, std::shared_ptr<mailbox> to) : mailbox_(std::move(to)) {
  link_ticket_ =
      links().add(std::make_shared<link_callbacks>(mailbox_, how.reconnect_first, how.reconnect_most, how.silence_limit));
  const auto make = [&] { return make_options(how); };
  if (auto options = library_.opened().and_then(make))
    options_ = std::move(*options);
  else
    end(std::move(options).error());
  if (!options_) return;
  if (const auto status = set_callbacks(options_.get(), link_ticket_); status != NATS_OK) {
    options_.reset();
    end(library_error(status, "NATS callbacks cannot be set"));
  }
}

bool library_caller::try_connect() {
  if (!options_) return false;
  natsConnection* made = nullptr;
  const auto status = natsConnection_Connect(&made, options_.get());
  connection_.reset(made);
  if (status == NATS_OK) {
    if (const auto link = links().find(link_ticket_)) set_silence_limit(made, link->silence_limit);
    mailbox_->put_first(change(made, connection_state::connected, {}));
    return false;
  }
  auto why = library_error(status, "connecting to NATS failed", nats_GetLastError(nullptr));
  if (status == NATS_NO_SERVER) why.hint = "check that a NATS server listens there and that this machine reaches it";
  // Once may be a server that does not know its accounts yet; the library takes the second refusal of a reconnect as final too.
  const bool refused = why.code == errc::unauthorized;
  if (why.code == errc::invalid || (refused && std::exchange(refused_before_, true))) {
    end(std::move(why));
    return false;
  }
  refused_before_ = refused;
  mailbox_->put(not_yet{std::move(why)});
  return true;
}

void library_caller::end(error why) { mailbox_->put(link_change{.to = connection_state::closed, .why = std::move(why)}); }

library_caller::~library_caller() {
  for (auto& [owner, which] : listening_) stop_listening(which);
  listening_.clear();
  if (connection_ && natsConnection_Status(connection_.get()) == NATS_CONN_STATUS_CONNECTED)
    natsConnection_FlushTimeout(connection_.get(), flush_limit.count());
  connection_.reset();
  options_.reset();
  links().remove(link_ticket_);
  nats_ReleaseThreadMemory();
}

void library_caller::carry_out(const listen_order& what) {
  if (!connection_) return;
  listening now{.ticket = deliveries().add(
                    std::make_shared<delivery_callbacks>(mailbox_, what.owner, share(what.bounds), is_bounded(what.bounds)))};
  natsSubscription* made = nullptr;
  auto status = natsConnection_Subscribe(&made, connection_.get(), what.subject.c_str(), on_message, now.ticket);
  now.on.reset(made);
  // The same bound holds in the library's own queue, which grows only if its delivery thread gets no time to run.
  if (status == NATS_OK)
    status = natsSubscription_SetPendingLimits(made, limit(what.bounds.messages), limit(what.bounds.bytes));
  if (status != NATS_OK && status != NATS_CONNECTION_CLOSED)
    mailbox_->put(complaint{library_error(status, "cannot subscribe to " + what.subject, nats_GetLastError(nullptr))});
  listening_.insert_or_assign(what.owner, std::move(now));
}

void library_caller::carry_out(const unlisten_order& what) {
  const auto found = listening_.find(what.owner);
  if (found == listening_.end()) return;
  stop_listening(found->second);
  listening_.erase(found);
}

void library_caller::stop_listening(listening& which) {
  if (which.on) natsSubscription_Unsubscribe(which.on.get());
  deliveries().remove(which.ticket);
}

void library_caller::carry_out(const send_order& what) {
  auto status = NATS_CONNECTION_CLOSED;
  if (connection_) {
    const auto raw = to_library(what.what);
    status = raw ? natsConnection_PublishMsg(connection_.get(), raw->get()) : NATS_NO_MEMORY;
  }
  if (status != NATS_OK && what.token != 0)
    mailbox_->put(unsent{what.token, library_error(status, "a message for " + what.what.subject + " was not sent")});
}

}  // namespace harmony::nats
