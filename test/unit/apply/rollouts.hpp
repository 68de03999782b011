// SPDX-License-Identifier: Apache-2.0
// A resource at the moments of a rollout.
#pragma once

#include <string_view>

#include "apply/follow.hpp"

namespace harmony::apply::test {

inline const contracts::revision revision_a = contracts::revision::parse(std::string(64, 'a')).value();
inline const contracts::revision revision_b = contracts::revision::parse(std::string(64, 'b')).value();

inline contracts::condition condition(std::string_view type, bool holds, std::string_view reason, std::string_view message) {
  contracts::condition one;
  one.type = type;
  one.status = holds ? contracts::condition_status::true_ : contracts::condition_status::false_;
  one.reason = reason;
  one.message = message;
  return one;
}

struct counts {
  std::int64_t matched = 0;
  std::int64_t ready = 0;
  std::int64_t failed = 0;
  std::int64_t updated = 0;
  std::int64_t unreachable = 0;
};

/// Generation 2, as the operator writes it for these counts.
inline sighting rollout(counts of) {
  sighting seen{.uid = "u1", .generation = 2};
  auto& status = seen.status;
  status.observed_generation = 2;
  status.update_revision = revision_b;
  status.current_revision = of.matched > 0 && of.ready == of.matched ? revision_b : revision_a;
  status.aggregate.matched = of.matched;
  status.aggregate.succeeded = of.ready;
  status.aggregate.failed = of.failed;
  status.aggregate.pending = of.matched - of.ready - of.failed;
  status.aggregate.updated = of.updated;
  status.aggregate.unreachable = of.unreachable;
  const bool stuck = of.failed > 0 && status.aggregate.pending == 0;
  // The operator calls it ready when there is nobody to wait for.
  status.conditions = {
      condition("Ready", of.ready == of.matched, of.matched == 0 ? "NoMatchingDevices" : "RollingOut", "words"),
      condition("Stalled", stuck, "DevicesFailed", "words"),
      condition("SelectorMatched", of.matched > 0, "DevicesMatched", "words")};
  return seen;
}

inline void add_error(sighting& seen, std::string_view device, std::string_view message) {
  seen.status.aggregate.last_error = {
      .device_id = contracts::device_id::parse(device).value(), .message = std::string(message), .at = {}};
}

inline const steady_clock::time_point start{};

inline follow following(const sighting& seen, goal wanted = goal::up_to_date) {
  follow what({"shop", "web"}, wanted, start);
  what.see(seen, start);
  return what;
}

}  // namespace harmony::apply::test
