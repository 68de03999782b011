// SPDX-License-Identifier: Apache-2.0
// A bound on how many coroutines are past a point at once; the others wait in the order they came.
#pragma once

#include <cstddef>
#include <list>

#include "harmony/base/task.hpp"

namespace harmony {

/// Use on the io thread only. Must outlive its permits and whoever waits.
class gate {
 public:
  /// A place behind the gate, given back by the destructor.
  class permit {
   public:
    explicit permit(gate& from) : from_(&from) {}
    permit(permit&& other) noexcept : from_(std::exchange(other.from_, nullptr)) {}
    permit& operator=(permit&&) = delete;
    ~permit() {
      if (from_ != nullptr) from_->leave();
    }

   private:
    gate* from_;
  };

  explicit gate(std::size_t places) : free_(places) {}

  /// Waits for a place. Cancellation unwinds.
  [[nodiscard]] task<permit> enter();
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

 private:
  struct waiter {
    explicit waiter(const asio::any_io_executor& executor) : bell(executor) {}
    wakeup bell;
    bool admitted = false;
  };

  void leave();

  std::size_t free_;
  std::list<waiter*> waiting_;
};

}  // namespace harmony
