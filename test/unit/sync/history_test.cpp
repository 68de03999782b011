// SPDX-License-Identifier: Apache-2.0
// Random histories of the queue, held against a list that is looked through each time: no key twice at once, none lost, each
// not before its time and the earliest first; retries wait longer, and what changes meanwhile does not wait for them.
#include "kit/history.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "harmony/sync/work_queue.hpp"

using namespace harmony;

namespace {

constexpr auto first_retry = 100ms;
constexpr auto last_retry = 1500ms;
constexpr unsigned key_count = 5;

enum class verb { add, take, succeed, fail, succeed_and_repeat, fail_before_end, give_up, pass };
constexpr std::array<std::string_view, 8> names{
    "add", "take", "succeed", "fail", "succeed and repeat", "fail before the end", "give up", "pass"};

struct step {
  verb what;
  int key;
  std::chrono::milliseconds wait;

  friend std::string text_of(const step& one) {
    return fmt::format("{} key {}, {} ms", names[static_cast<std::size_t>(one.what)], one.key, one.wait.count());
  }
};

step random_step(kit::history_random& random) {
  step one{.what = verb::add, .key = 0, .wait = 0ms};
  // Adding and taking often, or there is little to end.
  const auto kind = kit::pick(random, names.size() + 6);
  one.what = kind < names.size() ? static_cast<verb>(kind) : (kind % 2 == 0 ? verb::add : verb::take);
  one.key = static_cast<int>(kit::pick(random, key_count));
  one.wait = std::chrono::milliseconds(100 * kit::pick(random, 6));
  return one;
}

class queue_and_list {
 public:
  std::optional<std::string> perform(const step& one) {
    auto& known = keys_[one.key];
    switch (one.what) {
      case verb::add:
        add(one.key, now_ + one.wait);
        queue_.add(one.key, now_ + one.wait);
        break;
      case verb::take: return take();
      case verb::pass: now_ += one.wait; break;
      case verb::succeed:
        if (!known.runs) break;
        known.failures = 0;
        queue_.forget(one.key);
        end(one.key);
        break;
      case verb::succeed_and_repeat:
        if (!known.runs) break;
        known.failures = 0;
        queue_.forget(one.key);
        add(one.key, now_ + one.wait);
        queue_.add(one.key, now_ + one.wait);
        end(one.key);
        break;
      case verb::give_up:
        if (known.runs) end(one.key);
        break;
      case verb::fail:
        if (!known.runs) break;
        end(one.key);
        return fail(one.key);
      case verb::fail_before_end:
        if (!known.runs) break;
        // When it comes is not to be seen before the end.
        if (auto wrong = fail(one.key)) return wrong;
        end(one.key);
        break;
    }
    return look();
  }

  /// Everything that waits comes, and then there is nothing.
  std::optional<std::string> settle() {
    for (auto& [key, known] : keys_)
      if (known.runs) end(key);
    now_ += 1h;
    while (queue_.next_due()) {
      if (auto wrong = take()) return wrong;
      for (auto& [key, known] : keys_)
        if (known.runs) end(key);
    }
    return look();
  }

 private:
  struct state {
    std::optional<steady_clock::time_point> when;
    bool runs = false;
    unsigned failures = 0;
  };

  void add(int key, steady_clock::time_point when) {
    auto& known = keys_[key];
    known.when = std::min(known.when.value_or(when), when);
  }

  void end(int key) {
    keys_[key].runs = false;
    queue_.done(key);
  }

  std::optional<std::string> take() {
    const auto taken = queue_.take_due(now_);
    const auto earliest = first();
    const bool is_due = earliest && *earliest <= now_;
    if (taken.has_value() != is_due) return fmt::format("something is due: {}, and was given: {}", is_due, taken.has_value());
    if (!taken) return look();
    auto& known = keys_[*taken];
    if (known.runs) return fmt::format("{} is worked on twice", *taken);
    if (known.when != earliest) return fmt::format("{} came, and was not the first", *taken);
    known.runs = true;
    known.when.reset();
    return look();
  }

  /// The queue draws the wait, from the bounds that it promises; where it waits already is kept if that is earlier.
  std::optional<std::string> fail(int key) {
    auto& known = keys_[key];
    auto whole = std::min<std::chrono::milliseconds>(first_retry * (1U << std::min(known.failures, 10U)), last_retry);
    ++known.failures;
    random_source same = random_;
    std::uniform_int_distribution<std::int64_t> within(whole.count() / 2, whole.count());
    const auto wait = std::chrono::milliseconds(within(same));
    queue_.add_failed(key, now_, random_);
    add(key, now_ + wait);
    return look();
  }

  /// The earliest of those that wait and are not worked on.
  [[nodiscard]] std::optional<steady_clock::time_point> first() const {
    std::optional<steady_clock::time_point> earliest;
    for (const auto& [key, known] : keys_)
      if (known.when && !known.runs) earliest = std::min(earliest.value_or(*known.when), *known.when);
    return earliest;
  }

  [[nodiscard]] std::optional<std::string> look() const {
    if (queue_.next_due() != first()) return "another key is the next";
    std::size_t waiting = 0;
    std::size_t due = 0;
    for (const auto& [key, known] : keys_) {
      if (queue_.waits(key) != known.when.has_value()) return fmt::format("{} waits: {}", key, queue_.waits(key));
      if (!known.when || known.runs) continue;
      ++waiting;
      if (*known.when <= now_) ++due;
    }
    if (queue_.waiting() != waiting || queue_.due(now_) != due)
      return fmt::format("{} wait and {} are due, not {} and {}", queue_.waiting(), queue_.due(now_), waiting, due);
    return std::nullopt;
  }

  sync::work_queue<int> queue_{first_retry, last_retry};
  random_source random_{1};
  steady_clock::time_point now_{1000s};
  std::map<int, state> keys_;
};

std::optional<std::string> live(const std::vector<step>& steps) {
  queue_and_list both;
  if (auto wrong = kit::perform_all(both, steps)) return wrong;
  if (const auto wrong = both.settle()) return "in the end: " + *wrong;
  return std::nullopt;
}

}  // namespace

TEST_CASE("after every step of any history the queue is what a list of its keys is") {
  kit::check_histories<step>({.count = 6000, .length = 60, .next = random_step, .run = live});
}
