// SPDX-License-Identifier: Apache-2.0
// Which desired document is the current one: pushes may be lost, doubled or from a stream that was made anew; a Direct
// Get is always the truth (data-model.md §3). Pure.
#pragma once

#include <cstdint>
#include <optional>

namespace harmony::agent {

class desired_sync {
 public:
  enum class verdict { apply, ignore, read_again };

  /// A document that the server repeated to us when it was written. It is a whole snapshot, so a higher sequence is
  /// applied whatever was missed before it; an equal one is known; a lower one may be a stream made anew.
  [[nodiscard]] verdict pushed(std::uint64_t sequence) const {
    if (!last_ || sequence > *last_) return verdict::apply;
    return sequence == *last_ ? verdict::ignore : verdict::read_again;
  }

  /// The answer of a Direct Get: applied unless it is what we have. A push that overtook the answer is newer than it;
  /// `asked_at` is `last()` at the time of asking.
  [[nodiscard]] verdict answered(std::uint64_t sequence, std::optional<std::uint64_t> asked_at) const {
    if (last_ == sequence) return verdict::ignore;
    return last_ == asked_at ? verdict::apply : verdict::read_again;
  }

  void applied(std::uint64_t sequence) { last_ = sequence; }
  [[nodiscard]] std::optional<std::uint64_t> last() const { return last_; }

 private:
  std::optional<std::uint64_t> last_;
};

}  // namespace harmony::agent
