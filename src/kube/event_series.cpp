// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/event_series.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <boost/json/object.hpp>

#include "harmony/base/utf8.hpp"

namespace harmony::kube {
namespace {

constexpr std::size_t note_most = 1024;  // bytes; the API server refuses more
constexpr auto sweep_every = 1min;

boost::json::object series_of(const event_record& what) {
  return {{"count", what.count}, {"lastObservedTime", rfc3339_micro(what.last_at)}};
}

}  // namespace

const resource& event_resource() {
  static const resource type{.group = "events.k8s.io", .version = "v1", .plural = "events", .kind = "Event"};
  return type;
}

boost::json::value event_object(const event_record& what, const event_source& from) {
  const auto& first = what.first;
  boost::json::object regarding{{"apiVersion", first.regarding.api_version},
                                {"kind", first.regarding.kind},
                                {"name", first.regarding.key.name},
                                {"uid", first.regarding.uid}};
  if (!first.regarding.key.namespace_.empty()) regarding["namespace"] = first.regarding.key.namespace_;
  boost::json::object event{{"apiVersion", event_resource().api_version()},
                            {"kind", event_resource().kind},
                            {"metadata", {{"name", what.key.name}, {"namespace", what.key.namespace_}}},
                            {"regarding", std::move(regarding)},
                            {"type", first.type == event_type::warning ? "Warning" : "Normal"},
                            {"reason", first.reason},
                            {"action", first.action},
                            {"note", beginning(first.note, note_most)},
                            {"eventTime", rfc3339_micro(what.first_at)},
                            {"reportingController", from.controller},
                            {"reportingInstance", from.instance}};
  if (what.count > 1) event["series"] = series_of(what);
  return event;
}

boost::json::value series_patch(const event_record& what) { return {{"series", series_of(what)}}; }

std::optional<event_series::identity> event_series::count(occurrence what, steady_clock::time_point now,
                                                          wall_clock::time_point wall) {
  forget_old(now);
  identity which{what.regarding, what.type, what.reason, what.action, what.note};
  const auto known = series_.find(which);
  const bool again = known != series_.end() && now - known->second.last < bounds_.series_ends;
  if (again) {
    // Counted even if it is not written: the next one that is written says so.
    ++known->second.record.count;
    known->second.record.last_at = wall;
    known->second.last = now;
  }
  if (!spend(what.regarding, now)) return {};
  if (again) return which;
  // The time makes the name another one than that of an earlier series; Events of cluster-scoped objects live in "default".
  const auto micros = std::chrono::floor<std::chrono::microseconds>(wall).time_since_epoch().count();
  object_key key{what.regarding.key.namespace_.empty() ? "default" : what.regarding.key.namespace_,
                 fmt::format("{}.{:x}.{:04x}", what.regarding.key.name, micros, named_++ & 0xffffU)};
  series_.insert_or_assign(which, series{{std::move(what), std::move(key), wall, wall}, now});
  return which;
}

const event_record* event_series::find(const identity& which) const {
  const auto known = series_.find(which);
  return known == series_.end() ? nullptr : &known->second.record;
}

void event_series::set_stored(const identity& which, const object_key& event) {
  const auto known = series_.find(which);
  if (known != series_.end() && known->second.record.key == event) known->second.record.stored = true;
}

bool event_series::spend(const object_reference& object, steady_clock::time_point now) {
  const auto known = buckets_.try_emplace(object, static_cast<double>(bounds_.burst), now).first;
  auto& bucket = known->second;
  const auto refilled = std::chrono::duration<double>(now - bucket.at) / bounds_.refill;
  bucket.tokens = std::min(bucket.tokens + refilled, static_cast<double>(bounds_.burst));
  bucket.at = now;
  if (bucket.tokens < 1) return false;
  bucket.tokens -= 1;
  return true;
}

void event_series::forget_old(steady_clock::time_point now) {
  const bool full = series_.size() >= bounds_.objects_most || buckets_.size() >= bounds_.objects_most;
  if (!full && swept_ && now - *swept_ < sweep_every) return;
  swept_ = now;
  std::erase_if(series_, [&](const auto& one) { return now - one.second.last >= bounds_.series_ends; });
  std::erase_if(buckets_, [&](const auto& one) {
    return one.second.tokens + std::chrono::duration<double>(now - one.second.at) / bounds_.refill >= bounds_.burst;
  });
  // Thousands of objects with news at once: an Event too many is better than memory without a bound.
  if (series_.size() >= bounds_.objects_most) series_.clear();
  if (buckets_.size() >= bounds_.objects_most) buckets_.clear();
}

}  // namespace harmony::kube
