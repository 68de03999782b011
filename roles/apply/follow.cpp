// SPDX-License-Identifier: Apache-2.0
#include "apply/follow.hpp"

#include <utility>

#include <fmt/format.h>

#include "apply/duration.hpp"
#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/kube/metadata.hpp"

namespace harmony::apply {

namespace {

bool is_up_to_date(const sighting& seen) {
  const auto& status = seen.status;
  const auto& counts = status.aggregate;
  const auto* ready = condition_of(seen, "Ready");
  return ready != nullptr && ready->status == contracts::condition_status::true_ && counts.matched > 0 &&
         counts.updated == counts.matched && counts.succeeded == counts.matched && status.update_revision &&
         status.current_revision == status.update_revision;
}

}  // namespace

result<sighting> read_sighting(const boost::json::value& object) {
  const auto unreadable = [](error why) {
    why.code = errc::protocol;
    return fail(std::move(why).in("the resource cannot be read"));
  };
  auto meta = kube::metadata_of(object);
  if (!meta) return unreadable(std::move(meta.error()));
  sighting seen{.uid = meta->uid, .generation = meta->generation, .deleting = meta->deleting()};
  if (const auto* status = object.as_object().if_contains("status")) {
    auto decoded = contracts::decode<contracts::deployment_status>(*status, "status");
    if (!decoded) return unreadable(std::move(decoded.error()));
    seen.status = *std::move(decoded);
  }
  return seen;
}

bool is_current(const sighting& seen) { return seen.status.observed_generation >= seen.generation; }

const contracts::condition* condition_of(const sighting& seen, std::string_view type) {
  if (!is_current(seen)) return nullptr;
  return contracts::find_condition(seen.status, type);
}

std::string is_it_running() { return fmt::format("is it running? kubectl -n {} get pods", contracts::operator_namespace); }

void follow::see(sighting seen, steady_clock::time_point now) {
  // One of the same name that came later is not the one that was to go.
  if (wanted_ == goal::gone && seen_ && seen_->uid != seen.uid) return see_none();
  const bool other =
      !seen_ || seen_->uid != seen.uid || seen_->generation != seen.generation || seen_->deleting != seen.deleting;
  if (other) waiting_since_ = now;
  seen_ = std::move(seen);
}

void follow::see_none() { absent_ = true; }

std::optional<result<void>> follow::outcome() const {
  if (wanted_ == goal::gone) return absent_ ? std::optional<result<void>>(std::in_place) : std::nullopt;
  const auto failed = [&](std::string_view what, std::string detail = {}, std::string hint = {}) {
    return result<void>(fail(errc::failed, fmt::format("{} {}", key_.text(), what), std::move(detail), std::move(hint)));
  };
  if (absent_ || (seen_ && seen_->deleting)) return failed("was deleted while it was watched");
  if (!seen_) return std::nullopt;
  const auto& counts = seen_->status.aggregate;
  const auto* stalled = condition_of(*seen_, "Stalled");
  const bool stuck = is_current(*seen_) && counts.failed > 0 && counts.pending == 0;
  if (stuck)
    return failed(fmt::format("failed on {} of {} devices", counts.failed, counts.matched),
                  counts.last_error ? contracts::text_of(*counts.last_error) : std::string(),
                  "the devices try again by themselves; --watch again shows whether they succeed");
  if (stalled != nullptr && stalled->status == contracts::condition_status::true_)
    return failed(fmt::format("is refused by the operator ({})", stalled->reason), stalled->message);
  if (is_up_to_date(*seen_)) return std::optional<result<void>>(std::in_place);
  return std::nullopt;
}

error follow::timed_out(std::chrono::seconds limit) const {
  error why{.code = errc::timeout, .message = {}, .hint = "it goes on without this command; --watch again shows how far it is"};
  const auto after = duration_text(limit);
  if (wanted_ == goal::gone) {
    why.message = fmt::format("{} is still there after {}: the operator has not let go of it", key_.text(), after);
    why.hint = is_it_running();
  } else if (!seen_) {
    why.message = fmt::format("{} was not seen within {}", key_.text(), after);
  } else if (!is_current(*seen_)) {
    why.message = fmt::format("the operator has not seen {} within {}", key_.text(), after);
    why.hint = is_it_running();
  } else if (const auto& counts = seen_->status.aggregate; counts.matched == 0) {
    why.message = fmt::format("no device matched {} within {}", key_.text(), after);
    why.hint = "a device that comes later gets it all the same; the selector is what --to says";
  } else {
    why.message =
        fmt::format("{} is not up to date after {}: {} of {} devices ready, {} failed, {} pending, {} unreachable", key_.text(),
                    after, counts.succeeded, counts.matched, counts.failed, counts.pending, counts.unreachable);
    if (counts.last_error) why.detail = contracts::text_of(*counts.last_error);
  }
  return why;
}

bool follow::operator_is_silent(steady_clock::time_point now) const {
  if (!seen_ || absent_ || now - waiting_since_ < operator_patience) return false;
  return wanted_ == goal::gone || !is_current(*seen_);
}

}  // namespace harmony::apply
