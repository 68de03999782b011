// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/apply_outcome.hpp"

#include <utility>

#include "harmony/kube/metadata.hpp"

namespace harmony::kube {

std::string_view name_of(apply_outcome outcome) {
  switch (outcome) {
    case apply_outcome::created: return "created";
    case apply_outcome::configured: return "configured";
    case apply_outcome::unchanged: return "unchanged";
  }
  std::unreachable();
}

apply_outcome outcome_of(const std::optional<boost::json::value>& before, const boost::json::value& after) {
  if (!before) return apply_outcome::created;
  auto earlier = *before;
  auto later = after;
  drop_managed_fields(earlier);
  drop_managed_fields(later);
  return earlier == later ? apply_outcome::unchanged : apply_outcome::configured;
}

task<result<applied_object>> apply_and_compare(object_api objects, boost::json::value object, write_options options) {
  std::optional<boost::json::value> before;
  // Without a name there is nothing to compare with; the apply says what is missing.
  if (auto key = key_of(object)) {
    auto found = co_await objects.get(*std::move(key));
    if (!found) co_return fail(std::move(found).error());
    before = *std::move(found);
  }
  auto after = co_await objects.apply(std::move(object), std::move(options));
  if (!after) co_return fail(std::move(after).error());
  const auto outcome = outcome_of(before, *after);
  co_return applied_object{outcome, *std::move(after)};
}

}  // namespace harmony::kube
