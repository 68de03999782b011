// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/lease_machine.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace harmony::kube {
namespace {

constexpr double jitter = 0.1;  // of the retry period, up and down: replicas must not try in step

/// The same holder at the same renewal: nothing happened. Not by resourceVersion, which a label's change moves too.
bool same_record(const lease& one, const lease& other) {
  return one.uid == other.uid && one.holder == other.holder && one.renew_time == other.renew_time &&
         one.transitions == other.transitions && one.duration == other.duration;
}

}  // namespace

result<void> check(const election_timing& timing) {
  if (timing.retry_period > 0ms && timing.renew_deadline > timing.retry_period * 6 / 5 &&
      timing.duration > timing.renew_deadline && timing.duration % 1s == 0ms)
    return {};
  return fail(errc::invalid,
              fmt::format("leader election with a lease of {}, a renew deadline of {} and a retry period of {}",
                          readable(timing.duration), readable(timing.renew_deadline), readable(timing.retry_period)),
              {},
              "the lease has to be whole seconds and longer than the renew deadline, and that longer than 1.2 retry periods; "
              "15s, 10s and 2s are usual");
}

lease_machine::lease_machine(std::string identity, election_timing timing, random_source::result_type seed)
    : identity_(std::move(identity)), timing_(timing), random_(seed) {}

lease_action lease_machine::next(steady_clock::time_point now, wall_clock::time_point wall) {
  if (lost_) return lease_lost{*lost_};
  return term_ ? next_as_leader(now, wall) : next_as_follower(now, wall);
}

lease_action lease_machine::next_as_leader(steady_clock::time_point now, wall_clock::time_point wall) {
  if (now - term_->renewed_at >= timing_.renew_deadline) {
    lost_ = error{errc::timeout, fmt::format("the lease was not renewed within {}", readable(timing_.renew_deadline)),
                  trouble_ ? trouble_->text() : ""};
    return lease_lost{*lost_};
  }
  if (rest_) return rest{*std::exchange(rest_, {})};
  if (!known_) return read_lease{};
  auto wanted = term_->record;
  wanted.renew_time = rfc3339_micro(wall);
  return write_lease{std::move(wanted)};
}

lease_action lease_machine::next_as_follower(steady_clock::time_point now, wall_clock::time_point wall) {
  if (rest_) return rest{*std::exchange(rest_, {})};
  if (!known_ || !is_free(now)) return read_lease{};
  lease wanted = observed_.value_or(lease{});
  // Our own name in it: a write of ours whose answer was lost.
  if (wanted.holder != identity_) {
    if (observed_) ++wanted.transitions;
    wanted.holder = identity_;
    wanted.acquire_time = rfc3339_micro(wall);
  }
  wanted.duration = std::chrono::floor<std::chrono::seconds>(timing_.duration);
  wanted.renew_time = rfc3339_micro(wall);
  return write_lease{std::move(wanted)};
}

bool lease_machine::is_free(steady_clock::time_point now) const {
  if (!observed_ || observed_->holder.empty() || observed_->holder == identity_) return true;
  // Its own word on how long it lasts, if that is longer: a holder may have other settings than we have.
  return now - observed_at_ >= std::max<std::chrono::milliseconds>(timing_.duration, observed_->duration);
}

void lease_machine::read(std::optional<lease> found, steady_clock::time_point now) {
  trouble_.reset();
  if (term_) {
    if (!found || found->uid != term_->record.uid || found->holder != identity_) {
      lost_ = error{errc::conflict, !found || found->uid != term_->record.uid ? "the lease was deleted"
                                    : found->holder.empty()                   ? "the lease was taken away"
                                                            : fmt::format("the lease is held by {}", found->holder)};
      term_.reset();
      return;
    }
    term_->record = *found;  // somebody labelled it, or the answer to our own renewal was lost
  }
  if (!found || !observed_ || !same_record(*found, *observed_)) observed_at_ = now;
  observed_ = std::move(found);
  known_ = true;
  if (!term_ && !is_free(now)) rest_ = jittered(timing_.retry_period, jitter, random_);
}

void lease_machine::wrote(lease stored, steady_clock::time_point sent) {
  trouble_.reset();
  observed_ = stored;
  observed_at_ = sent;
  known_ = true;
  term_ = term{std::move(stored), sent};
  rest_ = timing_.retry_period;
}

void lease_machine::refused() {
  known_ = false;
  if (!term_) rest_ = jittered(timing_.retry_period, jitter, random_);
}

void lease_machine::failed(error why, steady_clock::time_point now) {
  trouble_ = std::move(why);
  known_ = false;
  auto wait = jittered(timing_.retry_period, jitter, random_);
  if (term_)
    wait = std::min(wait, std::chrono::ceil<std::chrono::milliseconds>(term_->renewed_at + timing_.renew_deadline - now));
  if (wait > 0ms) rest_ = wait;
}

const lease* lease_machine::held(steady_clock::time_point now) const {
  return term_ && !lost_ && now - term_->renewed_at < timing_.renew_deadline ? &term_->record : nullptr;
}

std::optional<lease> released(lease found, std::string_view identity, wall_clock::time_point wall) {
  if (found.holder != identity) return {};
  found.holder.clear();
  found.duration = 1s;  // as client-go: the API server refuses zero
  found.renew_time = found.acquire_time = rfc3339_micro(wall);
  return found;
}

}  // namespace harmony::kube
