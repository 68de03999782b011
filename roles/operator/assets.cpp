// SPDX-License-Identifier: Apache-2.0
#include "operator/assets.hpp"

#include <array>
#include <random>
#include <utility>

#include "harmony/base/backoff.hpp"
#include "harmony/base/log.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/contracts/score.hpp"

namespace harmony::fleet {

namespace {

constexpr auto ensure_limit = 10s;
/// Somebody may delete a stream by hand, or purge it, and neither who writes to it nor who listens is told. Asking costs
/// nothing: five answers that do not grow with the fleet.
constexpr std::chrono::milliseconds look_again = 5s;
/// What is in a bucket may be damaged without a key being gone. A request a Deployment.
constexpr std::chrono::milliseconds check_everything_every = 10min;

std::array<nats::bucket_config, 4> buckets() {
  using namespace contracts;  // NOLINT(google-build-using-namespace): the names and bounds, on five lines
  return {{
      {.name = std::string(desired_state_bucket),
       .most_value_bytes = max_desired_state_bytes,
       .repeat = nats::republish{std::string(desired_republish_source), std::string(desired_republish_destination)}},
      {.name = std::string(scores_bucket), .most_value_bytes = max_score_bytes},
      {.name = std::string(device_info_bucket), .most_value_bytes = max_device_info_bytes},
      {.name = std::string(device_state_bucket), .most_value_bytes = max_device_state_bytes},
  }};
}

/// The newest few of each device, for a while: the server keeps the ring.
nats::stream_config events_stream() {
  return {.name = std::string(contracts::device_events_stream),
          .subjects = {std::string(contracts::all_events)},
          .most_messages_a_subject = contracts::max_events_a_device,
          .most_message_bytes = contracts::max_device_event_bytes + nats::room_for_headers,
          .most_age = 14 * 24h};
}

/// Each key has one message, and a key that a client removes has its marker: they become fewer only behind everybody's back. A
/// stream whose end is before what it was lost what the server had not synced when it lost power.
bool has_lost_keys(const nats::stream_info& before, const nats::stream_info& now) {
  const bool written_and_gone = now.messages == 0 && now.last_sequence > before.last_sequence;
  return !before.created.empty() &&
         (now.messages < before.messages || now.last_sequence < before.last_sequence || written_and_gone);
}

}  // namespace

task<result<void>> assets::ensure() {
  auto ensured = co_await ensure_each();
  why_ = ensured ? std::string() : ensured.error().text();
  if (ensured)
    for (const auto& bucket : std::exchange(replaced_, {})) made_anew_(bucket);
  if (ensured && std::exchange(unchecked_, false)) check_again_();
  co_return ensured;
}

task<result<void>> assets::ensure_each() {
  auto events = co_await streams_.ensure_stream(events_stream(), ensure_limit);
  if (!events) co_return fail(std::move(events.error()).in("making the stream of device events"));
  // What was in it is no longer news; devices send what they still have to tell.
  auto& events_seen = seen_[std::string(contracts::device_events_stream)];
  if (!events_seen.created.empty() && events_seen.created != events->created)
    log::warning("the stream of device events was lost and is made anew", {{"stream", contracts::device_events_stream}});
  events_seen = *events;
  for (const auto& bucket : buckets()) {
    auto ensured = co_await nats::ensure_bucket(streams_, bucket, ensure_limit);
    if (!ensured) co_return fail(std::move(ensured.error()));
    auto& seen = seen_[bucket.name];
    const bool another = !seen.created.empty() && seen.created != ensured->created;
    if (another || has_lost_keys(seen, *ensured)) {
      log::warning(another ? "NATS lost its data; writing everything again"
                           : "a bucket has lost something; writing again what is missing",
                   {{"bucket", bucket.name}});
      replaced_.insert(bucket.name);
      unchecked_ = true;
    }
    seen = std::move(*ensured);
  }
  co_return result<void>{};
}

task<void> assets::run() {
  wakeup connected(co_await asio::this_coro::executor);
  const auto listening = streams_.over().on_state([&](nats::connection_state now) {
    if (now != nats::connection_state::connected) return;
    unchecked_ = true;
    connected.notify();
  });
  random_source random(std::random_device{}());
  backoff waits(200ms, 30s);
  auto next_check = steady_clock::now() + check_everything_every;
  for (;;) {
    if (streams_.over().state() != nats::connection_state::connected) {
      co_await connected.wait();
      continue;
    }
    if (steady_clock::now() >= next_check) {
      unchecked_ = true;
      next_check = steady_clock::now() + check_everything_every;
    }
    auto ensured = co_await ensure();
    if (ensured) {
      waits.reset();
    } else if (waits.failures() == 0) {
      log::warning("buckets are not ready", {ensured.error()});
    }
    co_await connected.wait_until(steady_clock::now() + (ensured ? look_again : waits.next(random)));
  }
}

}  // namespace harmony::fleet
