// SPDX-License-Identifier: Apache-2.0
#include "harmony/nats/kv.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace harmony::nats {
namespace {

bool is_plain(char one) {
  return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') || one == '-' || one == '_';
}
bool is_key_character(char one) { return is_plain(one) || one == '/' || one == '=' || one == '.'; }

result<void> check_bucket_name(std::string_view name) {
  if (!name.empty() && std::ranges::all_of(name, is_plain)) return {};
  return fail(errc::invalid, fmt::format("\"{}\" is not a bucket's name", name));
}

}  // namespace

std::string bucket_stream_name(std::string_view bucket) { return fmt::format("KV_{}", bucket); }
std::string key_subject(std::string_view bucket, std::string_view key) { return fmt::format("$KV.{}.{}", bucket, key); }

result<void> check_key(std::string_view key) {
  const bool dots_fit = !key.starts_with('.') && !key.ends_with('.') && !key.contains("..");
  if (!key.empty() && dots_fit && std::ranges::all_of(key, is_key_character)) return {};
  return fail(errc::invalid, fmt::format("\"{}\" is not a bucket's key", key));
}

bool is_removal(const message& what) {
  const auto operation = what.header_value("KV-Operation");
  return operation == "DEL" || operation == "PURGE" || !what.header_value("Nats-Marker-Reason").empty();
}

stream_config bucket_stream(const bucket_config& bucket) {
  return {.name = bucket_stream_name(bucket.name),
          .subjects = {key_subject(bucket.name, ">")},
          .most_messages_a_subject = bucket.history,
          .most_message_bytes = bucket.most_value_bytes < 0 ? -1 : bucket.most_value_bytes + room_for_headers,
          .refuse_when_full = true,
          .allow_rollup = true,
          .refuse_deletes = true,
          .allow_direct = true,
          .repeat = bucket.repeat,
          .replicas = bucket.replicas};
}

task<result<stream_info>> ensure_bucket(jetstream& streams, bucket_config wanted, std::chrono::milliseconds limit) {
  if (auto fine = check_bucket_name(wanted.name); !fine) co_return fail(std::move(fine).error());
  const auto doing = fmt::format("making sure of the bucket {}", wanted.name);
  auto made = co_await streams.ensure_stream(bucket_stream(wanted), limit);
  if (!made) co_return fail(std::move(made).error().in(doing));
  co_return made;
}

bucket::bucket(jetstream& streams, std::string name) : streams_(streams), name_(std::move(name)) {}

task<result<stored_message>> bucket::last(std::string key, std::chrono::milliseconds limit) {
  if (auto fine = check_key(key); !fine) co_return fail(std::move(fine).error());
  co_return co_await streams_.last_message(bucket_stream_name(name_), key_subject(name_, key), limit);
}

task<result<entry>> bucket::get(std::string key, std::chrono::milliseconds limit) {
  auto found = co_await last(key, limit);
  if (!found) co_return fail(std::move(found).error());
  if (is_removal(found->content)) co_return fail(errc::not_found, fmt::format("{} was removed from the bucket {}", key, name_));
  co_return entry{
      .key = std::move(key), .revision = found->sequence, .value = std::move(found->content.payload), .created = found->stored};
}

task<result<std::uint64_t>> bucket::write(std::string key, message what, std::optional<std::uint64_t> expected,
                                          std::chrono::milliseconds limit) {
  if (auto fine = check_key(key); !fine) co_return fail(std::move(fine).error());
  what.subject = key_subject(name_, key);
  auto stored = co_await streams_.publish(std::move(what), expected, limit);
  if (!stored) co_return fail(std::move(stored).error().in(fmt::format("writing {} to the bucket {}", key, name_)));
  co_return stored->sequence;
}

task<result<std::uint64_t>> bucket::put(std::string key, std::string value, std::chrono::milliseconds limit) {
  return write(std::move(key), {.subject = {}, .payload = std::move(value)}, {}, limit);
}

task<result<std::uint64_t>> bucket::update(std::string key, std::string value, std::uint64_t revision,
                                           std::chrono::milliseconds limit) {
  return write(std::move(key), {.subject = {}, .payload = std::move(value)}, revision, limit);
}

task<result<std::uint64_t>> bucket::create(std::string key, std::string value, std::chrono::milliseconds limit) {
  auto created = co_await update(key, value, 0, limit);
  if (created || created.error().code != errc::conflict) co_return created;
  // A removed key has a last message too: its marker.
  auto there = co_await last(key, limit);
  if (!there) co_return fail(std::move(there).error());
  if (!is_removal(there->content)) co_return created;
  co_return co_await update(std::move(key), std::move(value), there->sequence, limit);
}

task<result<std::uint64_t>> bucket::remove(std::string key, std::chrono::milliseconds limit) {
  return write(std::move(key), {.subject = {}, .headers = {{"KV-Operation", "DEL"}}}, {}, limit);
}

task<result<std::uint64_t>> bucket::purge(std::string key, std::chrono::milliseconds limit) {
  return write(std::move(key), {.subject = {}, .headers = {{"KV-Operation", "PURGE"}, {"Nats-Rollup", "sub"}}}, {}, limit);
}

task<result<std::set<std::string>>> bucket::keys(std::chrono::milliseconds limit) {
  auto subjects = co_await streams_.subjects(bucket_stream_name(name_), key_subject(name_, ">"), limit);
  if (!subjects) co_return fail(std::move(subjects).error().in(fmt::format("listing the keys of the bucket {}", name_)));
  const auto prefix = key_subject(name_, "").size();
  std::set<std::string> keys;
  for (const auto& subject : *subjects) keys.insert(subject.substr(prefix));
  co_return keys;
}

}  // namespace harmony::nats
