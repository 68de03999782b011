// SPDX-License-Identifier: Apache-2.0
// Which desired document is the current one: pushes may be lost, doubled or from a stream that was made anew; a Direct
// Get is always the truth (data-model.md §3). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace harmony::agent {

/// Which document it is. The sequence alone does not say: a stream that was made anew gives the same numbers again.
struct document_version {
  std::uint64_t sequence = 0;
  std::string digest;  ///< of its bytes
  friend bool operator==(const document_version&, const document_version&) = default;
};

class desired_sync {
 public:
  enum class verdict { apply, ignore, read_again };

  /// A document that the server repeated to us when it was written. It is a whole snapshot, so a higher sequence is
  /// applied whatever was missed before it; what we have is known; anything else may be from a stream made anew.
  [[nodiscard]] verdict pushed(const document_version& what) {
    ++pushes_;
    if (!last_ || what.sequence > last_->sequence) return verdict::apply;
    return what == *last_ ? verdict::ignore : verdict::read_again;
  }

  /// The answer of a Direct Get: applied unless it is what we have. A push that overtook the answer is newer than it, also
  /// one that was known: a stream made anew may have got to where we are. `asked_at` is `pushes()` at the time of asking.
  [[nodiscard]] verdict answered(const document_version& what, std::uint64_t asked_at) const {
    if (last_ == what) return verdict::ignore;
    return pushes_ == asked_at ? verdict::apply : verdict::read_again;
  }

  void applied(document_version what) { last_ = std::move(what); }
  /// How many were pushed so far.
  [[nodiscard]] std::uint64_t pushes() const { return pushes_; }

 private:
  std::uint64_t pushes_ = 0;
  std::optional<document_version> last_;
};

}  // namespace harmony::agent
