// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/gate.hpp"

namespace harmony {

task<gate::permit> gate::enter() {
  if (free_ > 0) {
    --free_;
    co_return permit(*this);
  }
  waiter self(co_await asio::this_coro::executor);
  const auto place = waiting_.insert(waiting_.end(), &self);
  // Unwinding must neither leave a dangling waiter behind nor keep a place that was just given to it.
  struct giving_up {
    gate& from;
    waiter& who;
    std::list<waiter*>::iterator place;
    bool kept = false;
    ~giving_up() {
      if (kept) return;
      if (who.admitted)
        from.leave();
      else
        from.waiting_.erase(place);
    }
  } otherwise{*this, self, place};
  while (!self.admitted) co_await self.bell.wait();
  otherwise.kept = true;
  co_return permit(*this);
}

void gate::leave() {
  if (waiting_.empty()) {
    ++free_;
    return;
  }
  // The place goes straight to the first in line, so that nobody who comes later can take it.
  auto* next = waiting_.front();
  waiting_.pop_front();
  next->admitted = true;
  next->bell.notify();
}

}  // namespace harmony
