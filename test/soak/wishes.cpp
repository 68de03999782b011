// SPDX-License-Identifier: Apache-2.0
#include "soak/wishes.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include "kit/deployments.hpp"

namespace harmony::soak {

namespace {

constexpr std::array names{"web", "db", "cache", "probe"};
/// A label of some devices, of others, of one, of all, of none.
constexpr std::array<std::pair<const char*, const char*>, 5> targets{
    {{"site", "north"}, {"site", "south"}, {"tier", "edge"}, {"fleet", "soak"}, {"site", "moon"}}};

bool is_for(const contracts::deployment_spec& spec, const place& device) {
  return std::ranges::all_of(spec.target_selector.match_labels, [&](const auto& wanted) {
    const auto found = device.labels.find(wanted.first);
    return found != device.labels.end() && found->second == wanted.second;
  });
}

}  // namespace

std::vector<place> places() {
  return {{"north-1", kit::labels({{"site", "north"}, {"tier", "edge"}, {"fleet", "soak"}})},
          {"north-2", kit::labels({{"site", "north"}, {"fleet", "soak"}})},
          {"south-1", kit::labels({{"site", "south"}, {"fleet", "soak"}})}};
}

wishes::change wishes::lasting() {
  return {"base", kit::spec(kit::labels({{"fleet", "soak"}}), "localhost/soak:1"), "base for every device, for good"};
}

wishes::change wishes::make(unsigned name, unsigned what, unsigned target) {
  const std::string chosen = names.at(name % names.size());
  const auto there = all_.find(chosen);
  constexpr unsigned one_in = 5;
  if (there != all_.end() && what % one_in == 0) return {chosen, std::nullopt, fmt::format("{} deleted", chosen)};
  const auto [key, value] = targets.at(target % targets.size());
  auto spec = kit::spec(kit::labels({{key, value}}), fmt::format("localhost/soak:{}", 1 + what % 2));
  const bool moves = there == all_.end() || what % one_in == 1;
  if (!moves) spec.target_selector = there->second.target_selector;
  spec.score.data.services.front().env = {
      {.name = contracts::env_name::parse("VERSION").value(), .value = std::to_string(++version_)}};
  auto text = fmt::format("{} at version {}{}", chosen, version_, moves ? fmt::format(" for {}={}", key, value) : "");
  return {chosen, std::move(spec), std::move(text)};
}

void wishes::take(const change& what) {
  if (what.spec) {
    all_.insert_or_assign(what.name, *what.spec);
  } else {
    all_.erase(what.name);
  }
}

std::set<std::string> wishes::on(const place& device) const {
  std::set<std::string> all;
  for (const auto& [name, spec] : all_)
    if (is_for(spec, device)) all.insert(fmt::format("default/{}/{}", name, contracts::revision_of(spec.score).text()));
  return all;
}

std::int64_t wishes::devices_of(const contracts::deployment_spec& spec) const {
  return std::ranges::count_if(places(), [&](const place& device) { return is_for(spec, device); });
}

}  // namespace harmony::soak
