// SPDX-License-Identifier: Apache-2.0
// Which desired document is the current one. Pushes may be lost, doubled or from a stream that was made anew. A Direct Get
// says what its server has, and that may be old: a replica that is behind answers too, and a server that lost power has what it
// had synced. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "harmony/base/clock.hpp"

namespace harmony::agent {

/// Which document it is. The sequence alone does not say: a stream that was made anew gives the same numbers again.
struct document_version {
  std::uint64_t sequence = 0;
  std::string digest;                                ///< of its bytes
  std::optional<wall_clock::time_point> written_at;  ///< by the server's clock; pushes of nats-server 2.9 do not say
  friend bool operator==(const document_version& one, const document_version& other) {
    return one.sequence == other.sequence && one.digest == other.digest;
  }
};

class desired_sync {
 public:
  enum class verdict { apply, ignore, read_again, doubt };

  /// An older document counts once it has been the answer for so long: by then a replica has caught up, and an operator has
  /// written again what was lost. NATS that a person restored from a backup stays as it is.
  static constexpr std::chrono::milliseconds believed_after = 5min;
  /// Of time in which somebody answered, and the operator could write: not more than this between two answers.
  static constexpr std::chrono::milliseconds longest_gap = 2min;

  /// A document that the server repeated to us when it was written. It is a whole snapshot, so a higher sequence is
  /// applied whatever was missed before it; what we have is known; anything else may be from a stream made anew.
  [[nodiscard]] verdict pushed(const document_version& what) {
    ++pushes_;
    // A stream that is written to is no replica that is behind: what it has now was doubted already.
    if (doubted_ && what.sequence > doubted_->what.sequence) doubted_->what = what;
    if (!last_ || what.sequence > last_->sequence) return verdict::apply;
    return what == *last_ ? verdict::ignore : verdict::read_again;
  }

  /// The answer of a Direct Get. A push that overtook it is newer than it, also one that was known: a stream made anew may have
  /// got to where we are. `asked_at` is `pushes()` at the time of asking. verdict::doubt: written before what we have, and not
  /// to be obeyed yet; ask again soon.
  [[nodiscard]] verdict answered(const document_version& what, std::uint64_t asked_at, steady_clock::time_point now) {
    if (last_ == what) {
      applied(what);
      return verdict::ignore;
    }
    if (pushes_ != asked_at) return verdict::read_again;
    if (!is_older(what)) return verdict::apply;
    if (!doubted_ || doubted_->what != what || now - doubted_->last > longest_gap) doubted_ = {what, now, now};
    doubted_->last = now;
    return now - doubted_->since >= believed_after ? verdict::apply : verdict::doubt;
  }

  void applied(document_version what) {
    if (what.written_at) written_at_ = what.written_at;
    last_ = std::move(what);
    doubted_.reset();
  }
  /// How many were pushed so far.
  [[nodiscard]] std::uint64_t pushes() const { return pushes_; }

 private:
  struct doubted {
    document_version what;
    steady_clock::time_point since;
    steady_clock::time_point last;
  };

  /// A stream made anew counts from the beginning, but what is in it was written later.
  [[nodiscard]] bool is_older(const document_version& what) const {
    return last_ && what.sequence <= last_->sequence && what.written_at && written_at_ && *what.written_at <= *written_at_;
  }

  std::uint64_t pushes_ = 0;
  std::optional<document_version> last_;
  std::optional<wall_clock::time_point> written_at_;  // of the last one that said so
  std::optional<doubted> doubted_;
};

}  // namespace harmony::agent
