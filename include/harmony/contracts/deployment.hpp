// SPDX-License-Identifier: Apache-2.0
// The custom resource: what a person asks for and what the operator answers (data-model.md §2).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harmony/contracts/checked.hpp"
#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/score.hpp"

namespace harmony::contracts {

inline constexpr std::size_t max_labels_a_device = 64;

enum class selector_operator { in, not_in, exists, does_not_exist };
BOOST_DESCRIBE_ENUM(selector_operator, in, not_in, exists, does_not_exist)

struct selector_requirement {
  label_key key;
  selector_operator operator_ = selector_operator::in;
  std::vector<label_value> values;
  friend bool operator==(const selector_requirement&, const selector_requirement&) = default;
};
BOOST_DESCRIBE_STRUCT(selector_requirement, (), (key, operator_, values))
inline constexpr rule selector_requirement_rules[] = {
    {"(self.operator in ['In', 'NotIn']) == (has(self.values) && size(self.values) > 0)",
     "values go with In and NotIn, and only with them"},
};
template <>
inline constexpr std::span<const rule> rules_of<selector_requirement> = selector_requirement_rules;

/// Kubernetes' label selector, except that an empty one matches nothing.
struct label_selector {
  labels match_labels;
  std::vector<selector_requirement> match_expressions;
  friend bool operator==(const label_selector&, const label_selector&) = default;
};
BOOST_DESCRIBE_STRUCT(label_selector, (), (match_labels, match_expressions))
inline constexpr field label_selector_fields[] = {{.member = "match_labels", .max_items = 16},
                                                  {.member = "match_expressions", .max_items = 16}};
template <>
inline constexpr std::span<const field> fields_of<label_selector> = label_selector_fields;

/// Whether a device with these labels is selected: every label and every expression has to hold.
[[nodiscard]] bool matches(const label_selector& selector, const labels& device);

enum class rollout_strategy { immediate };
BOOST_DESCRIBE_ENUM(rollout_strategy, immediate)

struct rollout {
  rollout_strategy strategy = rollout_strategy::immediate;
  friend bool operator==(const rollout&, const rollout&) = default;
};
BOOST_DESCRIBE_STRUCT(rollout, (), (strategy))
inline constexpr field rollout_fields[] = {{.member = "strategy", .defaulted = true}};
template <>
inline constexpr std::span<const field> fields_of<rollout> = rollout_fields;

struct deployment_spec {
  label_selector target_selector;
  contracts::score score;
  contracts::rollout rollout;
  friend bool operator==(const deployment_spec&, const deployment_spec&) = default;
};
BOOST_DESCRIBE_STRUCT(deployment_spec, (), (target_selector, score, rollout))
inline constexpr field deployment_spec_fields[] = {
    {.member = "target_selector", .description = "The devices that run the score, by their labels. Empty matches nothing."},
    {.member = "score", .description = "What each of them runs."},
    {.member = "rollout", .description = "How a new revision reaches them.", .defaulted = true},
};
template <>
inline constexpr std::span<const field> fields_of<deployment_spec> = deployment_spec_fields;

enum class condition_status { true_, false_, unknown };
BOOST_DESCRIBE_ENUM(condition_status, true_, false_, unknown)

/// metav1.Condition.
struct condition {
  std::string type;
  condition_status status = condition_status::unknown;
  std::int64_t observed_generation = 0;
  timestamp last_transition_time;  ///< changes only when `status` does
  std::string reason;
  std::string message;
  friend bool operator==(const condition&, const condition&) = default;
};
BOOST_DESCRIBE_STRUCT(condition, (), (type, status, observed_generation, last_transition_time, reason, message))
inline constexpr field condition_fields[] = {{.member = "type", .max_length = 316},
                                             {.member = "observed_generation", .defaulted = true},
                                             {.member = "message", .max_length = 32768}};
template <>
inline constexpr std::span<const field> fields_of<condition> = condition_fields;

struct device_error {
  contracts::device_id device_id;
  std::string message;
  timestamp at;  ///< when the operator heard of it
  friend bool operator==(const device_error&, const device_error&) = default;
};
BOOST_DESCRIBE_STRUCT(device_error, (), (device_id, message, at))

/// "plc-17: no such image": for people.
[[nodiscard]] std::string text_of(const device_error& last);

enum class severity { info, warning, error };
BOOST_DESCRIBE_ENUM(severity, info, warning, error)

/// What a device had to say about this Deployment.
struct recent_event {
  contracts::device_id device_id;
  contracts::severity severity = contracts::severity::info;
  std::string message;
  timestamp at;  ///< when the operator heard of it
  friend bool operator==(const recent_event&, const recent_event&) = default;
};
BOOST_DESCRIBE_STRUCT(recent_event, (), (device_id, severity, message, at))

inline constexpr std::size_t max_recent_events = 10;

/// matched = succeeded + failed + pending; unreachable is a subset of matched (data-model.md §9).
struct aggregate {
  std::int64_t matched = 0;
  std::int64_t updated = 0;
  std::int64_t succeeded = 0;
  std::int64_t failed = 0;
  std::int64_t pending = 0;
  std::int64_t unreachable = 0;
  std::optional<device_error> last_error;
  std::vector<recent_event> recent_events;     ///< newest first
  std::optional<timestamp> last_heartbeat_at;  ///< of any of these devices, known when this was written
  friend bool operator==(const aggregate&, const aggregate&) = default;
};
BOOST_DESCRIBE_STRUCT(aggregate, (),
                      (matched, updated, succeeded, failed, pending, unreachable, last_error, recent_events, last_heartbeat_at))
inline constexpr field aggregate_fields[] = {
    {.member = "recent_events", .description = "What devices said of late, newest first.", .max_items = max_recent_events},
    {.member = "last_heartbeat_at",
     .description = "When one of these devices was last heard, as of the last change of this status."}};
template <>
inline constexpr std::span<const field> fields_of<aggregate> = aggregate_fields;

struct deployment_status {
  std::int64_t observed_generation = 0;
  std::optional<revision> current_revision;  ///< what every matched device was last seen to run
  std::optional<revision> update_revision;   ///< what they are being brought to
  std::string observed_score_string;         ///< the score that the operator last acted on
  std::vector<condition> conditions;
  contracts::aggregate aggregate;
  friend bool operator==(const deployment_status&, const deployment_status&) = default;
};
BOOST_DESCRIBE_STRUCT(deployment_status, (),
                      (observed_generation, current_revision, update_revision, observed_score_string, conditions, aggregate))

/// The condition of that type; nullptr if nobody stated it.
[[nodiscard]] const condition* find_condition(const deployment_status& status, std::string_view type);

inline constexpr field deployment_status_fields[] = {
    {.member = "observed_generation", .defaulted = true},
    {.member = "observed_score_string", .defaulted = true, .max_length = max_score_bytes},
    {.member = "conditions", .max_items = 16, .list_key = "type"},
    {.member = "aggregate", .defaulted = true},
};
template <>
inline constexpr std::span<const field> fields_of<deployment_status> = deployment_status_fields;

}  // namespace harmony::contracts
