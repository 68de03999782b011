// SPDX-License-Identifier: Apache-2.0
// What has to be true after each step, whatever the steps were.
#include <algorithm>

#include "fleet_world.hpp"

namespace harmony::fleet::test {

namespace {

std::string text_of(const contracts::aggregate& counts) {
  return fmt::format("{} matched, {} updated, {} succeeded, {} failed, {} pending, {} unreachable, {} events", counts.matched,
                     counts.updated, counts.succeeded, counts.failed, counts.pending, counts.unreachable,
                     counts.recent_events.size());
}

bool same(const contracts::aggregate& one, const contracts::aggregate& other) {
  const auto numbers = [](const contracts::aggregate& of) {
    return std::tuple(of.matched, of.updated, of.succeeded, of.failed, of.pending, of.unreachable);
  };
  return numbers(one) == numbers(other) &&
         std::ranges::equal(one.recent_events, other.recent_events, {}, &contracts::recent_event::message,
                            &contracts::recent_event::message);
}

std::string text_of(const std::optional<std::vector<contracts::desired_deployment>>& next) {
  if (!next) return "nothing";
  std::string text = "[";
  for (const auto& one : *next) text += fmt::format(" {}:{}:{}", one.uid, one.generation, one.revision.text().front());
  return text + " ]";
}

}  // namespace

std::optional<std::string> fleet_world::look() const {
  if (!wrong_answer_.empty()) return wrong_answer_;
  if (fleet_->doubled_count() != told_.doubled())
    return fmt::format("{} devices are said to have two agents, and {} have", fleet_->doubled_count(), told_.doubled());
  if (fleet_->ready() != told_.ready()) return fmt::format("it says that it is ready: {}", fleet_->ready());
  for (const auto& key : all_keys)
    if (auto wrong = look_at(key)) return key.text() + ": " + *wrong;
  for (unsigned device = 0; device < device_count; ++device)
    if (auto wrong = look_at(id_of(device))) return id_of(device).text() + ": " + *wrong;
  return look_at_scores();
}

fleet_world::seen_status fleet_world::status_of(const kube::object_key& key) const {
  auto given = fleet_->status_of(key);
  if (!given) return std::nullopt;
  // A sign of life alone is no reason to write a status.
  given->counts.last_heartbeat_at.reset();
  return std::tuple(given->generation, given->revision, given->counts, given->refused.has_value());
}

std::optional<std::string> fleet_world::look_at(const kube::object_key& key) const {
  const auto* known = fleet_->accepted(key);
  const auto expected = told_.accepted(key);
  if ((known == nullptr) != (expected == nullptr)) return fmt::format("accepted: {}", known != nullptr);
  if (known != nullptr) {
    if (known->uid != expected->uid || known->generation != expected->generation || known->revision != expected->revision)
      return fmt::format("{} is accepted at generation {}", known->uid, known->generation);
    const auto counts = fleet_->status_of(key)->counts;
    if (const auto naive = told_.recount(key); !same(counts, naive))
      return fmt::format("counted {}; one by one {}", text_of(counts), text_of(naive));
    if (counts.last_error.has_value() != (counts.failed > 0))
      return fmt::format("{} failed, and there is an error: {}", counts.failed, counts.last_error.has_value());
  }
  if (fleet_->named(key) != told_.named(key)) return fmt::format("named by a document: {}", fleet_->named(key));
  const auto seen = seen_.find(key);
  if (!dirty_.statuses.contains(key) && status_of(key) != (seen == seen_.end() ? std::nullopt : seen->second))
    return "its status changed, and nobody looks at it";
  const auto* now = feeds_.resources.find(key.text());
  const auto told = told_.resource(key);
  const bool waits = now != nullptr && now->value == told && told->deleting && told->held && !told_.named(key);
  if (waits && !dirty_.deployments.contains(key) && !deciding_.contains(key)) return "it can be let go, and nobody does";
  return std::nullopt;
}

std::optional<std::string> fleet_world::look_at(const device_id& device) const {
  const auto planned = fleet_->plan_document(device).next;
  const auto next = planned ? std::optional(planned->deployments) : std::nullopt;
  if (const auto naive = told_.plan(device); next != naive)
    return fmt::format("the plan is {}, and should be {}", text_of(next), text_of(naive));
  if (planned && planned->device != device) return "the plan is another device's";
  if (!next || dirty_.devices.contains(device) || writing_.contains(device)) return std::nullopt;
  // A resource that came, went or changed brings its devices when it is decided.
  const auto differing = told_.differing(device, *next);
  const bool follows = !differing.empty() && std::ranges::all_of(differing, [&](const auto& key) {
    return dirty_.deployments.contains(key) || deciding_.contains(key);
  });
  // So does one that was refused, if the device has no document: until then it may have to be kept.
  const bool kept = told_.document(device) == nullptr && !(dirty_.deployments.empty() && deciding_.empty());
  if (!follows && !kept) return fmt::format("its document should be {}, and nobody looks at it", text_of(next));
  return std::nullopt;
}

std::optional<std::string> fleet_world::look_at_scores() const {
  const auto named = fleet_->named_scores();
  if (!named) return std::nullopt;
  std::set<contracts::revision> needed;
  for (const auto& key : all_keys)
    if (const auto accepted = told_.accepted(key)) needed.insert(accepted->revision);
  for (unsigned device = 0; device < device_count; ++device)
    if (const auto document = told_.document(id_of(device)))
      for (const auto& one : document->deployments) needed.insert(one.revision);
  if (*named == needed) return std::nullopt;
  return fmt::format("{} scores are said to be named, and {} are", named->size(), needed.size());
}

}  // namespace harmony::fleet::test
