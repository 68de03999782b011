// SPDX-License-Identifier: Apache-2.0
#include "nats/stream_document.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_from.hpp>

namespace harmony::nats {
namespace {

namespace json = boost::json;

/// The server drops a consumer that nobody listens to after this.
constexpr std::chrono::nanoseconds inactive_threshold = 30s;

bool is_zero(const json::value& one) {
  switch (one.kind()) {
    case json::kind::null: return true;
    case json::kind::bool_: return !one.get_bool();
    case json::kind::int64: return one.get_int64() == 0;
    case json::kind::uint64: return one.get_uint64() == 0;
    case json::kind::double_: return one.get_double() == 0;
    case json::kind::string: return one.get_string().empty();
    case json::kind::array: return one.get_array().empty();
    case json::kind::object: return one.get_object().empty();
  }
  std::unreachable();
}

/// `wanted` is matched by `actual`. Boost.JSON compares numbers of different kinds by value.
bool holds(const json::value& wanted, const json::value& actual) {
  if (wanted.is_object() && actual.is_object()) return !differs(wanted.get_object(), actual.get_object());
  return wanted == actual;
}

result<std::uint64_t> count_at(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  boost::system::error_code wrong;
  const auto count = found == nullptr ? 0 : found->to_number<std::uint64_t>(wrong);
  if (wrong) return fail(errc::protocol, fmt::format("\"{}\" in the server's answer is not a count", key));
  return count;
}

result<const json::object*> object_at(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  if (found == nullptr || !found->is_object())
    return fail(errc::protocol, fmt::format("the server's answer has no object \"{}\"", key));
  return &found->get_object();
}

}  // namespace

json::object encode(const stream_config& wanted) {
  json::object document{{"name", wanted.name},
                        {"subjects", json::value_from(wanted.subjects)},
                        {"retention", "limits"},
                        {"storage", "file"},
                        {"discard", wanted.refuse_when_full ? "new" : "old"},
                        {"max_msgs_per_subject", wanted.most_messages_a_subject},
                        {"max_msg_size", wanted.most_message_bytes},
                        {"max_msgs", -1},
                        {"max_bytes", -1},
                        {"max_consumers", -1},
                        {"max_age", wanted.most_age.count()},
                        {"duplicate_window", wanted.duplicate_window.count()},
                        {"allow_rollup_hdrs", wanted.allow_rollup},
                        {"deny_delete", wanted.refuse_deletes},
                        {"allow_direct", wanted.allow_direct}};
  if (wanted.replicas) document["num_replicas"] = *wanted.replicas;
  if (wanted.repeat) document["republish"] = json::object{{"src", wanted.repeat->source}, {"dest", wanted.repeat->destination}};
  return document;
}

bool differs(const json::object& wanted, const json::object& actual) {
  return std::ranges::any_of(wanted, [&](const auto& field) {
    const auto* there = actual.if_contains(field.key());
    return there == nullptr ? !is_zero(field.value()) : !holds(field.value(), *there);
  });
}

json::object merged(json::object actual, const json::object& wanted) {
  for (const auto& [key, value] : wanted) actual[key] = value;
  return actual;
}

result<stream_info> decode_stream_info(const json::object& answer) {
  const auto* created = answer.if_contains("created");
  if (created == nullptr || !created->is_string())
    return fail(errc::protocol, "the server's answer does not say when the stream was created");
  auto state = object_at(answer, "state");
  if (!state) return fail(std::move(state).error());
  const auto first = count_at(**state, "first_seq");
  const auto last = count_at(**state, "last_seq");
  const auto messages = count_at(**state, "messages");
  for (const auto* one : {&first, &last, &messages})
    if (!*one) return fail(one->error());
  return stream_info{
      .created = std::string(created->get_string()), .first_sequence = *first, .last_sequence = *last, .messages = *messages};
}

result<json::object> decode_stream_config(const json::object& answer) {
  return object_at(answer, "config").transform([](const json::object* config) { return *config; });
}

result<std::vector<std::string>> decode_stream_subjects(const json::object& answer) {
  auto state = object_at(answer, "state");
  if (!state) return fail(std::move(state).error());
  std::vector<std::string> all;
  if (!(*state)->contains("subjects")) return all;
  auto subjects = object_at(**state, "subjects");
  if (!subjects) return fail(std::move(subjects).error());
  for (const auto& [subject, messages] : **subjects) all.emplace_back(subject);
  return all;
}

json::object encode(const consumer_request& wanted) {
  json::object config{{"name", wanted.name},
                      {"deliver_subject", wanted.deliver_to},
                      {"deliver_policy", wanted.start_sequence ? "by_start_sequence" : "last_per_subject"},
                      {"filter_subject", wanted.filter},
                      {"ack_policy", "none"},
                      {"max_deliver", 1},
                      {"replay_policy", "instant"},
                      {"flow_control", true},
                      {"idle_heartbeat", std::chrono::nanoseconds(wanted.heartbeat).count()},
                      {"inactive_threshold", inactive_threshold.count()},
                      {"mem_storage", true},
                      {"num_replicas", 1}};
  if (wanted.start_sequence) config["opt_start_seq"] = *wanted.start_sequence;
  return {{"stream_name", wanted.stream}, {"config", std::move(config)}};
}

result<std::uint64_t> decode_consumer_pending(const json::object& answer) { return count_at(answer, "num_pending"); }

}  // namespace harmony::nats
