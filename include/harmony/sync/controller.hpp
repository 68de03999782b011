// SPDX-License-Identifier: Apache-2.0
// Takes keys from a queue and reconciles them, a bounded number at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <unordered_set>
#include <utility>

#include "harmony/base/histogram.hpp"
#include "harmony/base/log.hpp"
#include "harmony/base/task.hpp"
#include "harmony/sync/work_queue.hpp"

namespace harmony::sync {

/// What a reconciler says when it did not fail.
struct outcome {
  std::optional<std::chrono::milliseconds> again_after{};  ///< nothing: wait for a change
};

struct controller_settings {
  std::string name;  ///< for logs
  std::size_t concurrency = 1;
  std::chrono::milliseconds first_retry = 500ms;
  std::chrono::milliseconds last_retry = 5min;
};

/// What a controller has done since it was made: plain values, read on the io thread.
struct controller_counts {
  std::uint64_t adds = 0;  ///< not of keys that waited already
  std::uint64_t retries = 0;
  std::uint64_t successes = 0;  ///< that wait for a change
  std::uint64_t repeats = 0;    ///< successes that come again by themselves
  std::uint64_t errors = 0;
  std::uint64_t exceptions = 0;    ///< bugs
  duration_histogram waits{};      ///< between being due and being worked on
  duration_histogram durations{};  ///< of the work
};

/// The queue's driver. Level, not edge: it carries keys, and the reconciler reads what is true when it runs.
template <class Key, class Hash = std::hash<Key>>
class controller {
 public:
  using reconciler = std::function<task<result<outcome>>(Key)>;
  /// Hears of each failure within how long at most the key is tried again.
  using retry_sink = std::function<void(const Key&, std::chrono::milliseconds)>;

  /// `name_of_key` is for logs.
  controller(
      asio::any_io_executor executor, controller_settings settings, reconciler reconcile,
      std::function<std::string(const Key&)> name_of_key, retry_sink tries_again = [](const auto&, auto) {})
      : settings_(std::move(settings)),
        reconcile_(std::move(reconcile)),
        name_of_key_(std::move(name_of_key)),
        tries_again_(std::move(tries_again)),
        queue_(settings_.first_retry, settings_.last_retry),
        random_(std::random_device{}()),
        changed_(executor),
        workers_(executor) {}

  void enqueue(const Key& key) { enqueue_after(key, 0ms); }

  void enqueue_after(const Key& key, std::chrono::milliseconds wait) {
    if (!queue_.waits(key)) ++counts_.adds;
    queue_.add(key, steady_clock::now() + wait);
    changed_.notify();
  }

  /// The other side is back: the keys whose last try did not reach it need not wait for their next one.
  void try_unreached_again() {
    for (const auto& key : std::exchange(unreached_, {})) enqueue(key);
  }

  /// For a periodic look at everything: a key that waits for its next try goes on waiting.
  void enqueue_unless_waiting(const Key& key) {
    if (!queue_.waits(key)) enqueue(key);
  }

  /// Runs until it is cancelled; then waits for the reconciliations that run, which unwind.
  /// A failure is retried with the key's backoff, and not before the other side wishes it; errc::invalid and errc::unsupported
  /// after the longest wait, because trying the same input again rarely helps: a server that refuses today may be mended
  /// tomorrow.
  [[nodiscard]] task<void> run() {
    std::exception_ptr stopped;
    try {
      for (;;) {
        while (running_ < settings_.concurrency) {
          const auto now = steady_clock::now();
          const auto due = queue_.next_due();
          auto key = queue_.take_due(now);
          if (!key) break;
          counts_.waits.observe(std::chrono::duration<double>(now - *due).count());
          ++running_;
          auto name = settings_.name + " " + name_of_key_(*key);
          workers_.spawn(std::move(name), work_on(std::move(*key)));
        }
        const bool full = running_ >= settings_.concurrency;
        co_await changed_.wait_until(full ? steady_clock::time_point::max()
                                          : queue_.next_due().value_or(steady_clock::time_point::max()));
      }
    } catch (const boost::system::system_error&) {
      stopped = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    workers_.cancel();
    co_await workers_.join();
    std::rethrow_exception(stopped);
  }

  [[nodiscard]] std::size_t waiting() const { return queue_.waiting(); }
  [[nodiscard]] std::size_t due() const { return queue_.due(steady_clock::now()); }
  [[nodiscard]] std::size_t running() const { return running_; }
  [[nodiscard]] std::size_t most() const { return settings_.concurrency; }
  [[nodiscard]] const controller_counts& counts() const { return counts_; }

 private:
  task<void> work_on(Key key) {
    // Freed on every way out, a cancelled one and an exception included, or the key would never run again.
    struct release {
      controller& owner;
      const Key& key;
      ~release() {
        --owner.running_;
        owner.queue_.done(key);
        owner.changed_.notify();
      }
    } const releasing{*this, key};

    result<outcome> done;
    const auto begun = steady_clock::now();
    try {
      done = co_await reconcile_(key);
    } catch (...) {
      // A bug must not cost the key its next turn; the group logs it.
      if (!is_cancellation(std::current_exception())) {
        ++counts_.exceptions;
        ++counts_.retries;
        queue_.add_failed(key, steady_clock::now(), random_);
      }
      throw;
    }
    counts_.durations.observe(std::chrono::duration<double>(steady_clock::now() - begun).count());
    if (!done && (done.error().code == errc::unavailable || done.error().code == errc::timeout))
      unreached_.insert(key);
    else
      unreached_.erase(key);
    if (done) {
      ++(done->again_after ? counts_.repeats : counts_.successes);
      queue_.forget(key);
      if (done->again_after) queue_.add(key, steady_clock::now() + *done->again_after);
      co_return;
    }
    const auto& failure = done.error();
    if (failure.code == errc::cancelled) co_return;
    ++counts_.errors;
    ++counts_.retries;
    log::warning("reconcile failed", {{"controller", settings_.name}, {"key", name_of_key_(key)}, failure});
    const bool hopeless = failure.code == errc::invalid || failure.code == errc::unsupported;
    if (hopeless) {
      queue_.add(key, steady_clock::now() + settings_.last_retry);
      tries_again_(key, settings_.last_retry);
    } else {
      tries_again_(key, queue_.add_failed(key, steady_clock::now(), random_, failure.retry_after));
    }
  }

  controller_settings settings_;
  reconciler reconcile_;
  std::function<std::string(const Key&)> name_of_key_;
  retry_sink tries_again_;
  work_queue<Key, Hash> queue_;
  random_source random_;
  wakeup changed_;
  task_group workers_;
  controller_counts counts_;
  std::unordered_set<Key, Hash> unreached_;
  std::size_t running_ = 0;  // not workers_.size(): a child leaves the group a little after its last step
};

}  // namespace harmony::sync
