// SPDX-License-Identifier: Apache-2.0
#include "apply/watch.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "apply/deployment_object.hpp"
#include "harmony/base/log.hpp"
#include "harmony/base/signals.hpp"
#include "harmony/kube/watcher.hpp"

namespace harmony::apply {

namespace {

/// For the clock in the block, and to notice that the operator is silent.
constexpr std::chrono::milliseconds redraw_every = 1s;

/// Shows a followed resource; log lines, which tell that the watch itself is in trouble, go above the block meanwhile.
class view {
 public:
  view(const follow& what, display how) : what_(what), how_(how), block_(how.colour), began_(steady_clock::now()) {
    log_before_ = log::redirect([this](log::level level, std::string_view line) {
      if (how_.live) block_.clear();
      log_before_(level, line);
    });
  }
  view(const view&) = delete;
  view& operator=(const view&) = delete;
  ~view() { log::redirect(std::move(log_before_)); }

  void show() {
    const auto now = steady_clock::now();
    if (how_.live) {
      const auto size = window_of_process();
      const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - began_);
      // The last column stays free: some terminals wrap when it is written.
      block_.draw(progress_block(what_, now, elapsed, size.columns - 1, size.rows - 1));
      return;
    }
    auto line = what_.seen() ? progress_line(what_, now) : shown_;
    if (line == shown_) return;
    fmt::print("{}\n", line);
    std::fflush(stdout);
    shown_ = std::move(line);
  }

 private:
  const follow& what_;
  display how_;
  live_block block_;
  steady_clock::time_point began_;
  std::string shown_{};
  log::sink log_before_;
};

/// What the watch says, as the followed resource has it.
class listener {
 public:
  listener(follow& what, wakeup& changed, std::optional<error>& unreadable)
      : what_(what), changed_(changed), unreadable_(unreadable) {}

  void operator()(kube::watch_event event) {
    if (std::holds_alternative<sync::init>(event)) listed_ = false;
    if (const auto* one = std::get_if<sync::item<kube::object_key, boost::json::value>>(&event)) {
      listed_ = true;
      see(*one->value);
    }
    if (const auto* one = std::get_if<sync::applied<kube::object_key, boost::json::value>>(&event)) see(*one->value);
    const bool missing = std::holds_alternative<sync::init_done>(event) && !listed_;
    if (missing || std::holds_alternative<sync::deleted<kube::object_key>>(event)) what_.see_none();
    changed_.notify();
  }

 private:
  void see(const boost::json::value& object) {
    auto seen = read_sighting(object);
    if (seen)
      what_.see(*std::move(seen), steady_clock::now());
    else
      unreadable_ = std::move(seen.error()).in(what_.key().text());
  }

  follow& what_;
  wakeup& changed_;
  std::optional<error>& unreadable_;
  bool listed_ = false;
};

task<void> note_signal(bool& interrupted, wakeup& changed) {
  co_await wait_for_stop_signal();
  interrupted = true;
  changed.notify();
}

}  // namespace

task<result<void>> watch_until(kube::client& server, kube::object_key key, goal wanted, watch_limits limits, display how) {
  const auto executor = co_await asio::this_coro::executor;
  follow what(key, wanted, steady_clock::now());
  wakeup changed(executor);
  std::optional<error> unreadable;
  bool interrupted = false;
  kube::watcher watcher(
      server, {.type = deployment_resource(), .namespace_ = key.namespace_, .field_selector = "metadata.name=" + key.name});
  task_group children(executor);
  children.spawn("watch", watcher.run(listener(what, changed, unreadable)));
  children.spawn("signal", note_signal(interrupted, changed));
  std::optional<result<void>> ended;
  {
    view shown(what, how);
    while (!ended) {
      shown.show();
      ended = what.outcome();
      const auto now = steady_clock::now();
      if (ended) break;
      if (interrupted)
        ended = fail(errc::cancelled, fmt::format("stopped watching; {} stays as it is", key.text()));
      else if (unreadable)
        ended = fail(*unreadable);
      else if (now >= limits.deadline)
        ended = fail(what.timed_out(limits.limit));
      else
        co_await changed.wait_until(std::min(now + redraw_every, limits.deadline));
    }
  }
  children.cancel();
  co_await children.join();
  co_return std::move(*ended);
}

}  // namespace harmony::apply
