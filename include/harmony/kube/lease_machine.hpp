// SPDX-License-Identifier: Apache-2.0
// Leader election by a Lease, as client-go does it (tools/leaderelection), as a pure machine: it says what to do next and is
// told what came of it. Clocks are never compared between machines: a holder is gone when its record has not changed for
// as long as it said, on our steady clock since we saw it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "harmony/base/backoff.hpp"
#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"
#include "harmony/kube/lease.hpp"

namespace harmony::kube {

struct election_timing {
  std::chrono::milliseconds duration = 15s;        ///< others take over when a holder was silent for this; whole seconds
  std::chrono::milliseconds renew_deadline = 10s;  ///< a holder that could not renew for this gives up
  std::chrono::milliseconds retry_period = 2s;     ///< between two tries, to renew or to acquire
};

/// errc::invalid unless duration > renew_deadline > 1.2 · retry_period > 0: else two could lead at once.
[[nodiscard]] result<void> check(const election_timing& timing);

struct read_lease {};
struct write_lease {
  lease wanted;  ///< without a resource_version: create it
};
struct rest {
  std::chrono::milliseconds duration;
};
struct lease_lost {
  error why;  ///< somebody else may lead from now on, or soon
};
using lease_action = std::variant<read_lease, write_lease, rest, lease_lost>;

/// What gives the Lease up for a clean stop; nothing if it is not `identity`'s.
[[nodiscard]] std::optional<lease> released(lease found, std::string_view identity, wall_clock::time_point wall);

class lease_machine {
 public:
  /// `identity` must be this process's alone.
  lease_machine(std::string identity, election_timing timing, random_source::result_type seed);

  [[nodiscard]] lease_action next(steady_clock::time_point now, wall_clock::time_point wall);
  // What came of the last action.

  void read(std::optional<lease> found, steady_clock::time_point now);
  /// `sent` is when the write was begun: others count from later than that.
  void wrote(lease stored, steady_clock::time_point sent);
  /// Somebody wrote, created or deleted it in between.
  void refused();
  void failed(error why, steady_clock::time_point now);

  /// The Lease of the current term; nothing unless we lead and may still act on it at `now`.
  [[nodiscard]] const lease* held(steady_clock::time_point now) const;

 private:
  struct term {
    lease record;
    steady_clock::time_point renewed_at;
  };

  [[nodiscard]] lease_action next_as_leader(steady_clock::time_point now, wall_clock::time_point wall);
  [[nodiscard]] lease_action next_as_follower(steady_clock::time_point now, wall_clock::time_point wall);
  [[nodiscard]] bool is_free(steady_clock::time_point now) const;

  std::string identity_;
  election_timing timing_;
  random_source random_;
  std::optional<term> term_;       // while we lead
  std::optional<lease> observed_;  // what was read last; nothing: it was not there
  steady_clock::time_point observed_at_{};
  bool known_ = false;  // `observed_` is what is stored now, as far as we know
  std::optional<std::chrono::milliseconds> rest_;
  std::optional<error> trouble_;  // why the last try failed
  std::optional<error> lost_;
};

}  // namespace harmony::kube
