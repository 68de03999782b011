// SPDX-License-Identifier: Apache-2.0
#include "device_step.hpp"

#include <algorithm>

namespace harmony::agent::test {

namespace {

struct kind_of_step {
  verb what;
  std::string_view name;
  bool names;
  unsigned weight;  ///< how often it comes, among all
};

constexpr std::array kinds{
    kind_of_step{verb::want, "want", true, 12},
    kind_of_step{verb::receive, "receive", false, 12},
    kind_of_step{verb::push_again, "push again", false, 2},
    kind_of_step{verb::push_any, "push any", false, 6},
    kind_of_step{verb::ask, "ask", false, 3},
    kind_of_step{verb::ask_behind, "ask behind", false, 3},
    kind_of_step{verb::answer, "answer", false, 3},
    kind_of_step{verb::make_anew, "make anew", false, 2},
    kind_of_step{verb::reconcile, "reconcile", true, 40},
    kind_of_step{verb::change_its_mind, "change its mind", true, 4},
    kind_of_step{verb::look_at_all, "look at all", false, 3},
    kind_of_step{verb::fail, "fail", false, 8},
    kind_of_step{verb::end, "end", false, 8},
    kind_of_step{verb::lose_power, "lose power", false, 2},
    kind_of_step{verb::remove_by_hand, "remove by hand", false, 5},
    kind_of_step{verb::restart, "restart", false, 4},
    kind_of_step{verb::hub, "hub", false, 3},
    kind_of_step{verb::registry, "registry", false, 3},
    kind_of_step{verb::prune, "prune", false, 4},
    kind_of_step{verb::podman, "podman", false, 3},
    kind_of_step{verb::start, "start", false, 2},
    kind_of_step{verb::die_young, "die young", false, 4},
    kind_of_step{verb::disk, "disk", false, 2},
};

static_assert(std::ranges::is_sorted(kinds, {}, &kind_of_step::what));

}  // namespace

step random_step(kit::history_random& random) {
  step one{.what = kit::pick_weighted(random, kinds, &kind_of_step::weight).what, .name = 0, .choice = 0};
  one.name = kit::pick(random, names.size());
  one.choice = kit::pick(random, 1000);
  return one;
}

std::string text_of(const step& one) {
  const auto& kind = kinds[static_cast<std::size_t>(one.what)];
  return fmt::format("{}{}{}, choice {}", kind.name, kind.names ? " " : "", kind.names ? names[one.name] : "", one.choice);
}

}  // namespace harmony::agent::test
