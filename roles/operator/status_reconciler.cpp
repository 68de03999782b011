// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "harmony/base/log.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/kube/metadata.hpp"
#include "operator/event_plan.hpp"
#include "operator/reconcilers.hpp"

namespace harmony::fleet {

namespace {

constexpr std::chrono::milliseconds between_writes = 1s;
constexpr std::chrono::milliseconds longest_pause = 1min;

/// What is stored, as far as it can be read; an unreadable status is replaced.
contracts::deployment_status stored_status(const boost::json::value& object) {
  const auto* status = object.as_object().if_contains("status");
  if (status == nullptr) return {};
  return contracts::decode<contracts::deployment_status>(*status, "status").value_or(contracts::deployment_status{});
}

}  // namespace

status_reconciler::status_reconciler(fleet& known, kube::object_api resources, teller tell)
    : fleet_(known), resources_(std::move(resources)), tell_(std::move(tell)) {}

task<result<sync::outcome>> status_reconciler::reconcile(kube::object_key key) {
  const auto object = fleet_.resource(key);
  const auto given = fleet_.status_of(key);
  if (!object || !given) {
    if (!object) last_.erase(key);
    co_return sync::outcome{};
  }
  const auto meta = kube::metadata_of(*object);
  if (!meta || meta->deleting()) co_return sync::outcome{};

  const auto now = steady_clock::now();
  const auto last = last_.find(key);
  const bool wrote_before = last != last_.end() && last->second.uid == meta->uid;
  const auto pause = wrote_before ? last->second.pause : between_writes;
  if (wrote_before && now - last->second.at < pause)
    co_return sync::outcome{.again_after = std::chrono::ceil<std::chrono::milliseconds>(pause - (now - last->second.at))};

  // Our own last write is newer than what it was decided on, and nothing else: whoever else wrote has to show.
  const bool remembered = wrote_before && last->second.over == meta->resource_version;
  const auto previous = remembered ? last->second.status : stored_status(*object);
  auto next = plan_status(previous, *given, wall_clock::now());
  if (next == previous) co_return sync::outcome{};
  last_.insert_or_assign(key, write{meta->uid, meta->resource_version, previous, now, pause});
  auto applied = co_await resources_.apply_status(
      boost::json::object{{"apiVersion", contracts::api_group_version},
                          {"kind", contracts::deployment_kind},
                          {"metadata", boost::json::object{{"name", key.name}, {"namespace", key.namespace_}}},
                          {"status", contracts::encode(next)}},
      {.manager = std::string(contracts::operator_manager), .force = true});
  if (!applied && applied.error().code == errc::not_found) co_return sync::outcome{};
  if (!applied) {
    last_.insert_or_assign(
        key, write{meta->uid, meta->resource_version, previous, steady_clock::now(),
                   std::max<std::chrono::milliseconds>(std::min(2 * pause, longest_pause), applied.error().retry_after)});
    co_return fail(std::move(applied.error()));
  }
  log::debug("status written",
             {{"deployment", key.text()}, {"succeeded", next.aggregate.succeeded}, {"matched", next.aggregate.matched}});
  ++written_;
  for (auto& one : plan_events(previous, next)) tell_(about(key, meta->uid, std::move(one)));
  last_.insert_or_assign(key, write{meta->uid, meta->resource_version, std::move(next), now, between_writes});
  co_return sync::outcome{};
}

}  // namespace harmony::fleet
