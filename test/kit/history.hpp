// SPDX-License-Identifier: Apache-2.0
// Random histories: many sequences of random steps, each held against what must be true after every step; one that shows
// something wrong is told at its shortest, with what to type to see it again.
#pragma once

#include <algorithm>
#include <cerrno>
#include <concepts>
#include <cstdint>
#include <exception>
#include <functional>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/interfaces/catch_interfaces_capture.hpp>

namespace harmony::kit {

/// Where a history's steps come from. Its values depend on the seed alone, on every machine.
using history_random = std::mt19937_64;

/// One of 0 … `below` - 1.
inline unsigned pick(history_random& random, unsigned below) { return static_cast<unsigned>(random() % below); }

/// One of what there is to choose from, by its weight: how often it comes, among all.
template <class Kinds, class Weight>
auto pick_weighted(history_random& random, const Kinds& kinds, Weight weight) {
  unsigned all = 0;
  for (const auto& one : kinds) all += std::invoke(weight, one);
  auto place = pick(random, all);
  auto kind = std::begin(kinds);
  for (; place >= std::invoke(weight, *kind); ++kind) place -= std::invoke(weight, *kind);
  return *kind;
}

template <class T>
concept history_step = std::copyable<T> && requires(const T& step) {
  { text_of(step) } -> std::convertible_to<std::string>;
};

/// What a history is made of and held against.
template <history_step Step>
struct histories {
  std::uint32_t count = 0;
  unsigned length = 0;  ///< steps of each
  std::function<Step(history_random&)> next;
  /// Performs a history from the beginning: what is wrong and after which step, or nothing. Every sequence of steps has to
  /// be possible, since a failing one is cut: a step that makes no sense where it stands does nothing.
  std::function<std::optional<std::string>(const std::vector<Step>&)> run;
};

template <history_step Step>
struct failed_history {
  std::uint32_t number = 0;
  std::uint32_t seed = 0;  ///< with which it is the first
  std::vector<Step> steps;
  std::string what;
};

/// An exception is something wrong too.
template <history_step Step>
std::optional<std::string> run_history(const histories<Step>& all, const std::vector<Step>& steps) {
  try {
    return all.run(steps);
  } catch (const std::exception& thrown) {
    return std::string("an exception: ") + thrown.what();
  }
}

/// Takes the steps one by one; what is wrong after the first one that shows something wrong.
template <class World, history_step Step>
std::optional<std::string> perform_all(World& world, const std::vector<Step>& steps) {
  for (std::size_t taken = 0; taken < steps.size(); ++taken)
    if (const auto wrong = world.perform(steps[taken])) return fmt::format("after step {}: {}", taken + 1, *wrong);
  return std::nullopt;
}

/// Takes out what a failure does not need: halves first, single steps at the end.
template <history_step Step>
std::vector<Step> shrunk(const histories<Step>& all, std::vector<Step> failing) {
  for (auto chunk = failing.size() / 2; chunk > 0;) {
    bool found = false;
    for (std::size_t from = 0; from < failing.size();) {
      auto shorter = failing;
      const auto begin = std::next(shorter.begin(), static_cast<std::ptrdiff_t>(from));
      shorter.erase(begin, std::next(begin, static_cast<std::ptrdiff_t>(std::min(chunk, failing.size() - from))));
      if (run_history(all, shorter)) {
        failing = std::move(shorter);
        found = true;
      } else {
        from += chunk;
      }
    }
    // One step may have become needless only when a later one went.
    if (!found || chunk > 1) chunk /= 2;
  }
  return failing;
}

/// The first history with this seed that fails, shrunk. The n-th has the seed n later: it is the first one of that seed.
template <history_step Step>
std::optional<failed_history<Step>> find_failure(const histories<Step>& all, std::uint32_t seed) {
  for (std::uint32_t number = 0; number < all.count; ++number) {
    history_random random(seed + number);
    std::vector<Step> steps;
    while (steps.size() < all.length) steps.push_back(all.next(random));
    if (!run_history(all, steps)) continue;
    steps = shrunk(all, std::move(steps));
    auto what = run_history(all, steps);
    return failed_history<Step>{number, seed + number, std::move(steps), what.value_or("nothing, when it was run again")};
  }
  return std::nullopt;
}

/// For people: one step a line, what was wrong, and what to type to see it again.
template <history_step Step>
std::string describe(const failed_history<Step>& failed, std::string_view program, std::string_view test) {
  auto told = fmt::format("history {} with seed {}, in its shortest form:\n", failed.number, failed.seed - failed.number);
  for (const auto& step : failed.steps) told += fmt::format("  {}\n", text_of(step));
  return told + fmt::format("{}\nIt comes first with: {} \"{}\" --seed {}", failed.what, program, test, failed.seed);
}

/// Fails the test with the shortest form of the first history that fails. The seed is Catch2's, which is another one each
/// time unless `--seed` says it.
template <history_step Step>
void check_histories(const histories<Step>& all) {
  if (const auto failed = find_failure(all, Catch::getSeed()))
    FAIL(describe(*failed, program_invocation_short_name, Catch::getResultCapture().getCurrentTestName()));
  SUCCEED(all.count << " histories");
}

}  // namespace harmony::kit
