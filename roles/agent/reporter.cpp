// SPDX-License-Identifier: Apache-2.0
#include "agent/reporter.hpp"

#include <random>
#include <utility>

#include <fmt/format.h>

#include "agent/state_document.hpp"
#include "harmony/base/backoff.hpp"
#include "harmony/base/log.hpp"
#include "harmony/contracts/digest.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/nats/kv.hpp"

namespace harmony::agent {

namespace {

constexpr auto send_limit = 10s;

contracts::timestamp now() {
  contracts::timestamp at;
  at.at = std::chrono::floor<std::chrono::milliseconds>(wall_clock::now());
  return at;
}

}  // namespace

reporter::reporter(asio::any_io_executor executor, nats::jetstream& streams, identity who, state_reader read)
    : executor_(executor),
      streams_(streams),
      who_(std::move(who)),
      read_(std::move(read)),
      wake_(executor),
      beat_now_(executor),
      told_(executor) {}

task<void> reporter::run() {
  // The hub found that it lacks what we sent, or that it lost it.
  const auto commands = streams_.over().subscribe(contracts::resync_subject(who_.device), [this](std::span<nats::message>) {
    log::info("asked to report again");
    info_sent_ = false;
    state_sent_ = false;
    changed();
  });
  const auto connected = streams_.over().on_state([this](nats::connection_state state) {
    if (state != nats::connection_state::connected) return;
    changed();
    told_.notify();
    beat_now_.notify();
  });
  task_group all(executor_);
  all.spawn("report", report());
  all.spawn("events", send_events());
  all.spawn("heartbeat", beat());
  co_await all.join();
}

task<void> reporter::report() {
  random_source random(std::random_device{}());
  backoff waits(200ms, 30s);
  std::optional<errc> said;  // a failure that stays the same is no news
  for (;;) {
    if (streams_.over().state() != nats::connection_state::connected) {
      co_await wake_.wait();
      continue;
    }
    result<void> sent;
    if (!info_sent_) sent = co_await send_info();
    if (const auto state = read_(); sent && state && (!state_sent_ || *state != acknowledged_))
      sent = co_await send_state(*state);
    if (!sent && std::exchange(said, sent.error().code) != sent.error().code) log::warning("cannot report", {sent.error()});
    if (sent) {
      waits.reset();
      said.reset();
    }
    const auto state = read_();
    const bool more = sent && (!info_sent_ || (state && (!state_sent_ || *state != acknowledged_)));
    if (more) continue;
    co_await wake_.wait_until(sent ? steady_clock::time_point::max() : steady_clock::now() + waits.next(random));
  }
}

task<result<void>> reporter::send_info() {
  info_sent_ = true;
  const contracts::device_info info{.device = who_.device,
                                    .labels = who_.labels,
                                    .inventory = who_.inventory,
                                    .boot_id = who_.boot_id,
                                    .n = ++n_,
                                    .at = now()};
  auto sent = co_await streams_.publish({.subject = nats::key_subject(contracts::device_info_bucket, who_.device.text()),
                                         .payload = contracts::encode_text(info)},
                                        std::nullopt, send_limit);
  if (sent) co_return result<void>{};
  info_sent_ = false;
  co_return fail(std::move(sent.error()).in("reporting the device's info"));
}

task<result<void>> reporter::send_state(std::vector<contracts::deployment_state> deployments) {
  auto text =
      state_document({.device = who_.device, .boot_id = who_.boot_id, .n = ++n_, .at = now(), .deployments = deployments});
  if (!text) co_return fail(std::move(text.error()).in("reporting the device's state"));
  state_sent_ = true;
  const auto digest = contracts::short_digest(*text);
  auto sent = co_await streams_.publish(
      {.subject = nats::key_subject(contracts::device_state_bucket, who_.device.text()), .payload = std::move(*text)},
      std::nullopt, send_limit);
  if (!sent) {
    state_sent_ = false;
    co_return fail(std::move(sent.error()).in("reporting the device's state"));
  }
  acknowledged_ = std::move(deployments);
  // A hub that lost everything learns from the first heartbeat that there is a device to ask.
  if (digest_.empty()) beat_now_.notify();
  digest_ = digest;
  co_return result<void>{};
}

void reporter::tell(contracts::severity severity, const deployment_key& about, std::string_view message) {
  if (events_.add(severity, about, message, now().at)) told_.notify();
}

task<void> reporter::send_events() {
  random_source random(std::random_device{}());
  backoff waits(200ms, 30s);
  std::optional<errc> said;  // a failure that stays the same is no news
  for (;;) {
    const auto* next = events_.next();
    if (next == nullptr || streams_.over().state() != nats::connection_state::connected) {
      co_await told_.wait();
      continue;
    }
    const auto number = next->number;
    // One that was stored and whose acknowledgement was lost is not stored again: the server knows its id for two minutes.
    auto sent = co_await streams_.publish(
        {.subject = contracts::event_subject(who_.device),
         .headers = {{"Nats-Msg-Id", fmt::format("{}.{}.{}", who_.device.text(), who_.boot_id, number)}},
         .payload = contracts::encode_text(next->event)},
        std::nullopt, send_limit);
    if (sent) {
      events_.done(number);
      waits.reset();
      said.reset();
      continue;
    }
    if (std::exchange(said, sent.error().code) != sent.error().code) log::warning("cannot send an event", {sent.error()});
    co_await told_.wait_until(steady_clock::now() + waits.next(random));
  }
}

task<void> reporter::beat() {
  random_source random(std::random_device{}());
  for (;;) {
    if (streams_.over().state() == nats::connection_state::connected && !digest_.empty()) {
      const contracts::heartbeat beat{.at = now(), .boot_id = who_.boot_id, .n = n_, .digest = digest_};
      // One that cannot be sent is none: the next one says the same.
      (void)streams_.over().publish(
          {.subject = contracts::heartbeat_subject(who_.device), .payload = contracts::encode_text(beat)});
    }
    co_await beat_now_.wait_until(steady_clock::now() + jittered(contracts::heartbeat_interval, 0.1, random));
  }
}

}  // namespace harmony::agent
