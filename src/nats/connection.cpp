// SPDX-License-Identifier: Apache-2.0
#include "harmony/nats/connection.hpp"

#include <utility>

#include <fmt/format.h>

#include "harmony/base/log.hpp"
#include "nats/connection_impl.hpp"

namespace harmony::nats {

std::string_view name_of(connection_state state) {
  switch (state) {
    case connection_state::connecting: return "connecting";
    case connection_state::connected: return "connected";
    case connection_state::disconnected: return "disconnected";
    case connection_state::closed: return "closed";
  }
  std::unreachable();
}

subscription::entry::entry(std::weak_ptr<connection::impl> from, std::uint64_t number, std::string subject,
                           connection::batch_handler handler)
    : from_(std::move(from)), number_(number), subject_(std::move(subject)), handler_(std::move(handler)) {}

void subscription::entry::withdraw() {
  if (const auto from = from_.lock()) from->unsubscribe(number_);
}

void subscription::entry::count_dropped(std::uint64_t more) {
  if (dropped_ == 0) log::warning("messages were dropped because they came too fast", {{"subject", subject_}, {"count", more}});
  dropped_ += more;
}

subscription& subscription::operator=(subscription&& other) noexcept {
  if (this == &other) return *this;
  if (entry_) entry_->withdraw();
  entry_ = std::move(other.entry_);
  return *this;
}

subscription::~subscription() {
  if (entry_) entry_->withdraw();
}

std::uint64_t subscription::dropped() const { return entry_ ? entry_->dropped() : 0; }

connection::connection(asio::any_io_executor executor, settings how)
    : impl_(std::make_shared<impl>(std::move(executor), std::move(how))) {}
connection::~connection() = default;

task<result<void>> connection::wait_connected(std::chrono::milliseconds limit) { return impl_->wait_connected(limit); }
task<error> connection::wait_closed() { return impl_->wait_closed(); }
task<void> connection::close() { return impl_->close(); }
connection_state connection::state() const { return impl_->state(); }
const error& connection::why() const { return impl_->why(); }
registration connection::on_state(state_handler handler) { return impl_->on_state(std::move(handler)); }
result<void> connection::publish(message what) { return impl_->publish(std::move(what), 0); }
task<result<message>> connection::request(message what, std::chrono::milliseconds limit) {
  return impl_->request(std::move(what), limit);
}
subscription connection::subscribe(std::string subject, batch_handler handler, pending_bounds bounds) {
  return impl_->subscribe(std::move(subject), std::move(handler), bounds);
}
std::string connection::new_inbox() const { return impl_->new_inbox(); }
const std::string& connection::text() const { return impl_->text(); }

}  // namespace harmony::nats
