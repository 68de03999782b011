// SPDX-License-Identifier: Apache-2.0
#include "nats/mailbox.hpp"

#include <utility>

#include <boost/asio/post.hpp>

namespace harmony::nats {

mailbox::mailbox(asio::any_io_executor executor, receiver to) : executor_(std::move(executor)), receiver_(std::move(to)) {}

void mailbox::put(std::uint64_t owner, share& of, message&& what) {
  const auto bytes = what.subject.size() + what.payload.size();
  const std::scoped_lock held(mutex_);
  if (shut_) return;
  if (std::exchange(of.taken, taken_) != taken_) of.messages = of.bytes = 0;
  if (of.messages >= of.most.messages || of.bytes + bytes > of.most.bytes) {
    ++waiting_.dropped[owner];
  } else {
    ++of.messages;
    of.bytes += bytes;
    waiting_.owners.push_back(owner);
    waiting_.messages.push_back(std::move(what));
  }
  wake();
}

void mailbox::put_dropped(std::uint64_t owner, std::uint64_t count) {
  const std::scoped_lock held(mutex_);
  if (shut_) return;
  waiting_.dropped[owner] += count;
  wake();
}

void mailbox::put(unsent what) {
  const std::scoped_lock held(mutex_);
  if (shut_) return;
  waiting_.failures.push_back(std::move(what));
  wake();
}

void mailbox::put(notice what) {
  const std::scoped_lock held(mutex_);
  if (shut_) return;
  if (std::holds_alternative<link_change>(what)) changed_ = true;
  waiting_.notices.push_back(std::move(what));
  wake();
}

void mailbox::put_first(link_change what) {
  const std::scoped_lock held(mutex_);
  if (shut_) return;
  if (std::exchange(changed_, true)) return;
  waiting_.notices.emplace_back(std::move(what));
  wake();
}

void mailbox::shut() {
  receiver_ = nullptr;
  const std::scoped_lock held(mutex_);
  shut_ = true;
  waiting_ = {};
}

void mailbox::wake() {
  // Posted under the lock and never once shut: after shut() returned, the executor's context may be gone.
  if (std::exchange(posted_, true)) return;
  asio::post(executor_, [self = shared_from_this()] { self->take(); });
}

void mailbox::take() {
  batch taken;
  {
    const std::scoped_lock held(mutex_);
    posted_ = false;
    ++taken_;
    taken = std::exchange(waiting_, {});
  }
  if (receiver_) receiver_(std::move(taken));
}

}  // namespace harmony::nats
