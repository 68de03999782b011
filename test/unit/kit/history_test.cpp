// SPDX-License-Identifier: Apache-2.0
#include "kit/history.hpp"

#include <algorithm>
#include <stdexcept>

using namespace harmony::kit;

namespace {

struct number_step {
  unsigned value = 0;
  friend bool operator==(const number_step&, const number_step&) = default;
  friend std::string text_of(const number_step& step) { return std::to_string(step.value); }
};

using numbers = std::vector<number_step>;

histories<number_step> that_fail_if(std::function<bool(const numbers&)> wrong) {
  return {.count = 200,
          .length = 30,
          .next = [](history_random& random) { return number_step{pick(random, 10)}; },
          .run = [wrong = std::move(wrong)](const numbers& steps) -> std::optional<std::string> {
            return wrong(steps) ? std::optional<std::string>("wrong") : std::nullopt;
          }};
}

bool has_three_before_seven(const numbers& steps) {
  const auto three = std::ranges::find(steps, number_step{3});
  return std::find(three, steps.end(), number_step{7}) != steps.end();
}

}  // namespace

TEST_CASE("a history that fails is cut to the steps that it takes") {
  const auto failed = find_failure(that_fail_if(has_three_before_seven), 1);
  REQUIRE(failed);
  CHECK(failed->steps == numbers{{3}, {7}});
  CHECK(failed->what == "wrong");
}

TEST_CASE("the seed of a history that fails makes it the first one") {
  const auto all = that_fail_if([](const numbers& steps) { return std::ranges::count(steps, number_step{5}) > 6; });
  const auto failed = find_failure(all, 0);
  REQUIRE(failed);
  CHECK(failed->number > 0);
  const auto again = find_failure(all, failed->seed);
  REQUIRE(again);
  CHECK(again->number == 0);
  CHECK(again->steps == failed->steps);
  CHECK(describe(*failed, "some_test", "a name").ends_with("--seed " + std::to_string(failed->number)));
}

TEST_CASE("an exception is a failure, and histories without one are none") {
  const auto failed = find_failure(that_fail_if([](const numbers& steps) -> bool {
                                     if (std::ranges::contains(steps, number_step{4})) throw std::runtime_error("four");
                                     return false;
                                   }),
                                   1);
  REQUIRE(failed);
  CHECK(failed->steps == numbers{{4}});
  CHECK(failed->what == "an exception: four");
  CHECK_FALSE(find_failure(that_fail_if([](const numbers&) { return false; }), 1));
}
