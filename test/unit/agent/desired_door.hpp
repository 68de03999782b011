// SPDX-License-Identifier: Apache-2.0
// How a device's document comes from the hub's bucket to its agent, as desired_source has it: pushes, some of them late, twice
// or never, and reads that pushes overtake. A connection brings nothing from before it was subscribed, and a stream that was
// made anew nothing of the one before it.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "agent/desired_sync.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/digest.hpp"

namespace harmony::agent::test {

/// A document, and which of all that the hub ever wrote.
struct written_document {
  unsigned number = 0;
  contracts::desired_state what;
};

class desired_door {
 public:
  // The hub.
  void write(contracts::desired_state what) {
    auto version = document_version{.sequence = ++sequence_,
                                    .digest = contracts::short_digest(contracts::encode_text(what)),
                                    .written_at = wall_clock::time_point{} + ++written_ * 1s};
    stored_ = {std::move(version), {.number = written_, .what = std::move(what)}};
    pushes_.push_back(*stored_);
    stream_.push_back(*stored_);
  }
  /// Its bucket is there again, and empty.
  void make_anew() {
    sequence_ = 0;
    stored_.reset();
    stream_.clear();
    pushes_.clear();
    last_push_.reset();
  }
  [[nodiscard]] const written_document* newest() const { return stored_ ? &stored_->document : nullptr; }

  // The agent. What it acts on from now on, if that is another document.
  void agent_starts() {
    sync_ = {};
    knows_ = false;
    pushes_.clear();
    last_push_.reset();
    asked_.reset();
    has_to_read_ = true;
  }
  [[nodiscard]] const written_document* pushed(std::size_t which) const {
    return which < pushes_.size() ? &pushes_[which].document : nullptr;
  }
  [[nodiscard]] std::size_t pushes() const { return pushes_.size(); }
  /// The one that arrived last.
  [[nodiscard]] std::optional<std::size_t> last_push() const { return last_push_; }
  std::optional<written_document> push(std::size_t which) {
    last_push_ = which;
    const auto& [version, document] = pushes_[which];
    switch (sync_.pushed(version)) {
      case desired_sync::verdict::apply: return apply(version, document);
      case desired_sync::verdict::ignore: break;
      case desired_sync::verdict::doubt:
      case desired_sync::verdict::read_again: has_to_read_ = true; break;
    }
    return std::nullopt;
  }
  [[nodiscard]] bool reads() const { return has_to_read_ || asked_; }
  /// The hub has looked, and its answer is on its way.
  void ask() {
    if (asked_) return;
    has_to_read_ = false;
    asked_ = {sync_.pushes(), stored_};
  }
  /// The same of a replica of the hub that has not got further. An agent that has just started would believe it.
  void ask_behind(std::size_t which) {
    if (asked_ || !knows_ || stream_.empty()) return;
    asked_ = {sync_.pushes(), stream_[which % stream_.size()]};
  }
  std::optional<written_document> answer() {
    if (!asked_) return std::nullopt;
    const auto [asked_at, found] = *std::exchange(asked_, std::nullopt);
    if (!found) return std::nullopt;
    switch (sync_.answered(found->version, asked_at, {})) {
      case desired_sync::verdict::apply: return apply(found->version, found->document);
      case desired_sync::verdict::ignore: break;
      case desired_sync::verdict::doubt: has_to_read_ = true; break;
      case desired_sync::verdict::read_again: ask(); break;
    }
    return std::nullopt;
  }

 private:
  struct stored {
    document_version version;
    written_document document;
  };
  struct question {
    std::uint64_t asked_at = 0;
    std::optional<stored> found;
  };

  written_document apply(const document_version& version, const written_document& document) {
    sync_.applied(version);
    knows_ = true;
    return document;
  }

  unsigned written_ = 0;
  std::uint64_t sequence_ = 0;
  std::optional<stored> stored_;
  std::vector<stored> stream_;  // since it was made
  std::vector<stored> pushes_;
  std::optional<std::size_t> last_push_;
  desired_sync sync_;
  bool knows_ = false;
  bool has_to_read_ = true;
  std::optional<question> asked_;
};

}  // namespace harmony::agent::test
