// SPDX-License-Identifier: Apache-2.0
#include "agent/desired_source.hpp"

#include <charconv>
#include <random>

#include "harmony/base/backoff.hpp"
#include "harmony/base/log.hpp"
#include "harmony/contracts/digest.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/nats/kv.hpp"

namespace harmony::agent {

namespace {

constexpr auto read_limit = 10s;
constexpr std::chrono::milliseconds read_every = 10min;  // a push can be lost; the truth is read again after this at the latest

std::uint64_t sequence_of(const nats::message& what) {
  const auto text = what.header_value("Nats-Sequence");
  std::uint64_t sequence = 0;
  std::from_chars(text.data(), text.data() + text.size(), sequence);
  return sequence;
}

std::optional<wall_clock::time_point> time_of(const nats::message& what) {
  const auto when = parse_rfc3339(what.header_value("Nats-Time-Stamp"));
  return when ? std::optional(*when) : std::nullopt;
}

document_version version_of(std::uint64_t sequence, std::string_view body, std::optional<wall_clock::time_point> written_at) {
  return {.sequence = sequence, .digest = contracts::short_digest(body), .written_at = written_at};
}

}  // namespace

desired_source::desired_source(nats::jetstream& streams, contracts::device_id device,
                               std::function<void(contracts::desired_state)> documents)
    : streams_(streams), device_(std::move(device)), documents_(std::move(documents)) {}

task<void> desired_source::run() {
  wakeup read_again(co_await asio::this_coro::executor);
  // Subscribed before the first read: what is written between the two comes as a push.
  const auto pushes = streams_.over().subscribe(contracts::desired_subject(device_), [&](std::span<nats::message> batch) {
    for (const auto& one : batch) on_push(one, read_again);
  });
  const auto connected = streams_.over().on_state([&](nats::connection_state now) {
    if (now == nats::connection_state::connected) read_again.notify();
  });
  random_source random(std::random_device{}());
  backoff waits(200ms, 30s);
  for (;;) {
    if (streams_.over().state() != nats::connection_state::connected) {
      co_await read_again.wait();
      continue;
    }
    const auto done = co_await read();
    if (!done && waits.failures() == 0) log::warning("cannot read the desired document", {done.error()});
    if (done) waits.reset();
    co_await read_again.wait_until(steady_clock::now() + (done ? jittered(read_every, 0.2, random) : waits.next(random)));
  }
}

task<result<contracts::score>> desired_source::score(contracts::revision revision) {
  nats::bucket scores(streams_, std::string(contracts::scores_bucket));
  auto stored = co_await scores.get(revision.text(), read_limit);
  if (!stored) co_return fail(std::move(stored.error()).in("reading the score " + revision.text()));
  auto score = contracts::decode_text<contracts::score>(stored->value);
  if (!score) co_return fail(std::move(score.error()).in("reading the score " + revision.text()));
  if (contracts::revision_of(*score) != revision)
    co_return fail(errc::protocol, "the score " + revision.text() + " has another content than its name says", {},
                   "it may need a newer agent");
  co_return score;
}

void desired_source::on_push(const nats::message& pushed, wakeup& read_again) {
  // Both are set by the server. Another device may publish to our subject, and cannot set them (data-model.md §7).
  const bool genuine =
      pushed.header_value("Nats-Stream") == nats::bucket_stream_name(contracts::desired_state_bucket) &&
      pushed.header_value("Nats-Subject") == nats::key_subject(contracts::desired_state_bucket, device_.text());
  const auto sequence = sequence_of(pushed);
  if (!genuine || sequence == 0) {
    log::warning("push ignored: it does not come from the desired-state bucket", {{"subject", pushed.subject}});
    return;
  }
  if (nats::is_removal(pushed)) return on_nothing();
  auto which = version_of(sequence, pushed.payload, time_of(pushed));
  switch (sync_.pushed(which)) {
    case desired_sync::verdict::apply: take(std::move(which), pushed.payload); break;
    case desired_sync::verdict::ignore: break;
    case desired_sync::verdict::doubt:
    case desired_sync::verdict::read_again: read_again.notify(); break;
  }
}

void desired_source::on_nothing() {
  // Nothing there is not "nothing to run": the operator has not written yet, or lost it and will.
  if (!missing_logged_) log::info("no desired document yet", {{"device", device_.text()}});
  missing_logged_ = true;
}

void desired_source::take(document_version which, std::string_view body) {
  auto document = contracts::decode_text<contracts::desired_state>(body);
  if (!document || document->device != device_) {
    if (ignored_ != which)
      log::warning("desired document ignored",
                   {{"sequence", which.sequence},
                    {"error", document ? "it is about the device " + document->device.text() : document.error().text()}});
    ignored_ = std::move(which);
    return;
  }
  sync_.applied(std::move(which));
  documents_(std::move(*document));
}

task<result<void>> desired_source::read() {
  nats::bucket documents(streams_, std::string(contracts::desired_state_bucket));
  for (;;) {
    const auto asked_at = sync_.pushes();
    auto stored = co_await documents.get(device_.text(), read_limit);
    if (!stored && stored.error().code != errc::not_found) co_return fail(std::move(stored.error()));
    if (!stored) {
      on_nothing();
      co_return result<void>{};
    }
    missing_logged_ = false;
    auto which = version_of(stored->revision, stored->value, stored->created);
    const auto verdict = sync_.answered(which, asked_at, steady_clock::now());
    if (verdict == desired_sync::verdict::read_again) continue;
    if (verdict == desired_sync::verdict::doubt)
      co_return fail(errc::unavailable, "NATS answers with a document that was written before the one that is obeyed", {},
                     "it counts if it is still there in five minutes");
    if (verdict == desired_sync::verdict::apply) take(std::move(which), stored->value);
    co_return result<void>{};
  }
}

}  // namespace harmony::agent
