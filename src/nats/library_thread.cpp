// SPDX-License-Identifier: Apache-2.0
#include "nats/library_thread.hpp"

#include <random>
#include <utility>

#include "nats/library_caller.hpp"
#include "nats/reconnect_delay.hpp"

namespace harmony::nats {
namespace {

std::size_t bytes_of(const order& what) {
  const auto* send = std::get_if<send_order>(&what);
  return send == nullptr ? 0 : send->what.subject.size() + send->what.payload.size();
}

}  // namespace

library_thread::library_thread(settings how, std::shared_ptr<mailbox> to)
    : settings_(std::move(how)), mailbox_(std::move(to)), thread_([this] { run(); }) {}

library_thread::~library_thread() {
  stop();
  thread_.join();
}

void library_thread::submit(order what) {
  const std::scoped_lock held(mutex_);
  waiting_bytes_ += bytes_of(what);
  orders_.push_back(std::move(what));
  if (orders_.size() == 1) changed_.notify_one();
}

std::size_t library_thread::unsent_bytes() {
  const std::scoped_lock held(mutex_);
  return waiting_bytes_ + taken_bytes_;
}

void library_thread::stop() {
  const std::scoped_lock held(mutex_);
  stopped_ = true;
  changed_.notify_one();
}

bool library_thread::pause(std::chrono::milliseconds duration) {
  std::unique_lock held(mutex_);
  return !changed_.wait_for(held, duration, [this] { return stopped_; });
}

bool library_thread::next(std::vector<order>& into) {
  into.clear();
  std::unique_lock held(mutex_);
  taken_bytes_ = 0;
  changed_.wait(held, [this] { return stopped_ || !orders_.empty(); });
  if (orders_.empty()) return false;
  std::swap(into, orders_);
  taken_bytes_ = std::exchange(waiting_bytes_, 0);
  return true;
}

void library_thread::run() {
  {
    library_caller caller(settings_, mailbox_);
    random_source random(std::random_device{}());
    for (int attempt = 1; caller.try_connect(); ++attempt)
      if (!pause(reconnect_delay(attempt, settings_.reconnect_first, settings_.reconnect_most, random))) break;
    std::vector<order> orders;
    while (next(orders))
      for (auto& one : orders) std::visit([&](auto& what) { caller.carry_out(what); }, one);
  }
  mailbox_->put(thread_ended{});
}

}  // namespace harmony::nats
