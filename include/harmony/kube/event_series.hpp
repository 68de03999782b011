// SPDX-License-Identifier: Apache-2.0
// Which Kubernetes Events are worth writing, as client-go's tools/events decides it. Pure.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "harmony/base/clock.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::kube {

enum class event_type { normal, warning };

/// The object that an Event is about.
struct object_reference {
  std::string api_version;
  std::string kind;
  object_key key;
  std::string uid;
  auto operator<=>(const object_reference&) const = default;
};

/// Something that happened to an object.
struct occurrence {
  object_reference regarding;
  event_type type = event_type::normal;
  std::string reason;  ///< why, one CamelCase word ≤ 128 characters: "RolloutComplete"
  std::string action;  ///< what was done or tried, likewise: "Rollout"
  std::string note;    ///< for people; cut at 1024 bytes
};

struct event_source {
  std::string controller;  ///< "iot.nationtech.io/operator"
  std::string instance;    ///< which process of it; ≤ 128 characters
};

struct event_bounds {
  std::chrono::milliseconds series_ends = 6min;  ///< without another occurrence the next one is an Event of its own
  unsigned burst = 25;                           ///< Events and repetitions of one object that are written at once
  std::chrono::milliseconds refill = 5min;       ///< and one more each time
  std::size_t objects_most = 4096;               ///< objects and series that are remembered
};

/// One Event and how often it happened.
struct event_record {
  occurrence first;
  object_key key;  ///< of the Event itself
  wall_clock::time_point first_at;
  wall_clock::time_point last_at;
  std::int64_t count = 1;
  bool stored = false;  ///< the API server has it
};

/// events.k8s.io/v1 Event of a record; with a series if it happened more than once.
[[nodiscard]] boost::json::value event_object(const event_record& what, const event_source& from);
/// The merge patch that brings a stored Event up to date.
[[nodiscard]] boost::json::value series_patch(const event_record& what);
[[nodiscard]] const resource& event_resource();

class event_series {
 public:
  /// What makes occurrences the same: all that they say. client-go leaves the note out, and then tells the first one's for
  /// each later occurrence, because an Event's note cannot change.
  struct identity {
    object_reference regarding;
    event_type type = event_type::normal;
    std::string reason;
    std::string action;
    std::string note;
    auto operator<=>(const identity&) const = default;
  };

  explicit event_series(event_bounds bounds = {}) : bounds_(bounds) {}

  /// Counts it. Returns whose record has to be written now; nothing if the object has had too many.
  [[nodiscard]] std::optional<identity> count(occurrence what, steady_clock::time_point now, wall_clock::time_point wall);
  /// The record as it is now; nothing once its series has been forgotten.
  [[nodiscard]] const event_record* find(const identity& which) const;
  /// The API server has the Event of that name.
  void set_stored(const identity& which, const object_key& event);

 private:
  struct series {
    event_record record;
    steady_clock::time_point last;
  };
  struct bucket {
    double tokens;
    steady_clock::time_point at;
  };

  [[nodiscard]] bool spend(const object_reference& object, steady_clock::time_point now);
  void forget_old(steady_clock::time_point now);

  event_bounds bounds_;
  std::map<identity, series> series_;
  std::map<object_reference, bucket> buckets_;
  std::optional<steady_clock::time_point> swept_;
  unsigned named_ = 0;  // two Events of one object within a microsecond
};

}  // namespace harmony::kube
