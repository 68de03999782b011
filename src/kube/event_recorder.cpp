// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/event_recorder.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "harmony/base/backoff.hpp"
#include "harmony/base/log.hpp"

namespace harmony::kube {
namespace {

/// Whether the same Event may be accepted later.
bool is_passing(const error& why) {
  return why.code == errc::unavailable || why.code == errc::timeout || why.code == errc::unauthorized;
}

}  // namespace

event_recorder::event_recorder(const asio::any_io_executor& executor, client& server, recorder_settings settings)
    : events_(server, event_resource()), settings_(std::move(settings)), series_(settings_.bounds), recorded_(executor) {}

void event_recorder::record(occurrence what) {
  auto which = series_.count(std::move(what), steady_clock::now(), wall_clock::now());
  // One that waits already is written as it is by then.
  if (which && std::ranges::contains(waiting_, *which)) return;
  if (!which || waiting_.size() >= settings_.waiting_most) {
    ++totals_.dropped;
    return;
  }
  waiting_.push_back(*std::move(which));
  recorded_.notify();
}

task<void> event_recorder::run() {
  random_source random(std::random_device{}());
  backoff waits(1s, 1min);
  for (;;) {
    while (waiting_.empty()) co_await recorded_.wait();
    const auto which = waiting_.front();
    auto done = co_await write(which);
    if (!done && is_passing(done.error())) {
      report(done.error());
      co_await sleep_for(std::max<std::chrono::milliseconds>(waits.next(random), done.error().retry_after));
      continue;
    }
    waits.reset();
    waiting_.pop_front();
    if (done) {
      ++totals_.written;
      reported_.clear();
    } else {
      ++totals_.dropped;
      report(done.error());
    }
  }
}

task<result<void>> event_recorder::write(event_series::identity which) {
  const auto* known = series_.find(which);
  if (known == nullptr) co_return result<void>{};
  const auto record = *known;
  const write_options options{.manager = settings_.manager};
  if (record.stored) {
    auto patched = co_await events_.patch_merge(record.key, series_patch(record), options);
    if (patched) co_return result<void>{};
    // Events live for an hour; a series may outlast its first one.
    if (patched.error().code != errc::not_found) co_return fail(std::move(patched).error());
  }
  auto made = co_await events_.create(event_object(record, settings_.source), options);
  // There already: the answer to an earlier try was lost.
  if (!made && made.error().code != errc::conflict) co_return fail(std::move(made).error());
  series_.set_stored(which, record.key);
  co_return result<void>{};
}

void event_recorder::report(const error& why) {
  // The name of the Event is another one each time, and no news.
  auto text = why.detail.empty() ? why.message : why.detail;
  if (text == reported_) return;
  log::warning("event not written", {why});
  reported_ = std::move(text);
}

}  // namespace harmony::kube
