// SPDX-License-Identifier: Apache-2.0
#include "history_step.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace harmony::fleet::test {

namespace {

enum class about { device, resource, both, source, nothing };

struct kind_of_step {
  verb what;
  std::string_view name;
  about names;
  unsigned weight;  ///< how often it comes, among all
};

constexpr std::array kinds{
    kind_of_step{verb::apply, "apply", about::resource, 12},
    kind_of_step{verb::remove, "remove", about::resource, 6},
    kind_of_step{verb::tear_out, "tear out", about::resource, 2},
    kind_of_step{verb::label, "label", about::device, 10},
    kind_of_step{verb::report, "report", about::device, 10},
    kind_of_step{verb::scrap, "scrap", about::device, 2},
    kind_of_step{verb::beat, "beat", about::device, 4},
    kind_of_step{verb::second, "second agent", about::device, 1},
    kind_of_step{verb::beat_in_turn, "beat in turn", about::device, 1},
    kind_of_step{verb::leave, "leave", about::device, 1},
    kind_of_step{verb::tell, "tell", about::both, 2},
    kind_of_step{verb::answer, "answer", about::device, 3},
    kind_of_step{verb::pass, "pass", about::nothing, 3},
    kind_of_step{verb::deliver, "deliver", about::source, 40},
    kind_of_step{verb::repeat, "repeat", about::source, 3},
    kind_of_step{verb::relist, "relist", about::source, 5},
    kind_of_step{verb::lose, "lose", about::source, 6},
    kind_of_step{verb::meddle, "meddle", about::both, 3},
    kind_of_step{verb::decide, "decide", about::resource, 20},
    kind_of_step{verb::begin_to_decide, "begin to decide", about::resource, 3},
    kind_of_step{verb::end_deciding, "end deciding", about::resource, 4},
    kind_of_step{verb::write, "write", about::device, 10},
    kind_of_step{verb::begin_to_write, "begin to write", about::device, 4},
    kind_of_step{verb::land, "land", about::device, 4},
    kind_of_step{verb::hear_back, "hear back", about::device, 4},
    kind_of_step{verb::look_at_status, "look at status", about::resource, 6},
    kind_of_step{verb::restart, "restart", about::nothing, 2},
};

static_assert(std::ranges::is_sorted(kinds, {}, &kind_of_step::what));

constexpr std::array<std::string_view, source_count> source_names{"resources", "infos", "states", "documents"};

}  // namespace

step random_step(kit::history_random& random) {
  step one{.what = kit::pick_weighted(random, kinds, &kind_of_step::weight).what,
           .device = 0,
           .resource = 0,
           .from = source::resources,
           .choice = 0};
  one.device = kit::pick(random, device_count);
  one.resource = kit::pick(random, resource_count);
  one.from = static_cast<source>(kit::pick(random, source_count));
  one.choice = kit::pick(random, 1U << 20U);
  return one;
}

step step_of_two_agents(kit::history_random& random) {
  auto one = random_step(random);
  if (kit::pick(random, 2) == 0) return one;
  constexpr std::array verbs{verb::label,        verb::report, verb::beat,    verb::second, verb::second,
                             verb::beat_in_turn, verb::answer, verb::deliver, verb::pass,   verb::leave};
  one.what = verbs[kit::pick(random, verbs.size())];
  one.device = 0;
  // Its news, for the most part.
  one.from = kit::pick(random, 2) == 0 ? source::infos : source::states;
  return one;
}

std::string text_of(const step& one) {
  const auto& kind = kinds[static_cast<std::size_t>(one.what)];
  const auto from = source_names[static_cast<std::size_t>(one.from)];
  std::string object;
  if (kind.names == about::device || kind.names == about::both) object += fmt::format(" device {}", one.device);
  if (kind.names == about::resource || kind.names == about::both) object += fmt::format(" resource {}", one.resource);
  if (kind.names == about::source) object += fmt::format(" {}", from);
  return fmt::format("{}{}, choice {}", kind.name, object, one.choice);
}

}  // namespace harmony::fleet::test
