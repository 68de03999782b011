// SPDX-License-Identifier: Apache-2.0
#include "operator/fleet_index.hpp"

#include <catch2/catch_test_macros.hpp>

#include <random>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;

TEST_CASE("a device joins what selects it, and leaves it when its labels change") {
  fleet_index index;
  index.set_selector("u1", selector({{"site", "lyon"}}));
  CHECK(index.set_device(device("a"), labels({{"site", "lyon"}})) == std::vector<match_change>{{device("a"), "u1", true}});
  CHECK(index.set_device(device("a"), labels({{"site", "lyon"}})).empty());
  CHECK(index.deployments_of(device("a")) == std::vector<std::string>{"u1"});
  CHECK(index.set_device(device("a"), labels({{"site", "paris"}})) == std::vector<match_change>{{device("a"), "u1", false}});
  CHECK(index.matched("u1").empty());
}

TEST_CASE("a selector that changes names only the devices that joined or left") {
  fleet_index index;
  index.set_device(device("a"), labels({{"site", "lyon"}, {"tier", "edge"}}));
  index.set_device(device("b"), labels({{"site", "lyon"}}));
  CHECK(index.set_selector("u1", selector({{"site", "lyon"}})).size() == 2);
  CHECK(index.set_selector("u1", selector({{"site", "lyon"}, {"tier", "edge"}})) ==
        std::vector<match_change>{{device("b"), "u1", false}});
  CHECK(index.remove_selector("u1") == std::vector<match_change>{{device("a"), "u1", false}});
  CHECK(index.remove_selector("u1").empty());
}

TEST_CASE("an empty selector selects nobody, and a removed device is nobody") {
  fleet_index index;
  index.set_device(device("a"), labels({{"site", "lyon"}}));
  CHECK(index.set_selector("empty", {}).empty());
  index.set_selector("u1", selector({{"site", "lyon"}}));
  CHECK(index.remove_device(device("a")).size() == 1);
  CHECK_FALSE(index.knows(device("a")));
  CHECK(index.remove_device(device("a")).empty());
}

TEST_CASE("after any history the matches are what a naive look at everything finds") {
  constexpr int steps = 3000;
  std::mt19937_64 random(11);
  const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  const auto some_labels = [&] {
    contracts::labels all;
    for (const auto* key : {"site", "tier", "line"})
      if (pick(3) > 0) all.emplace(*contracts::label_key::parse(key), *contracts::label_value::parse(std::to_string(pick(3))));
    return all;
  };
  const auto some_selector = [&] {
    contracts::label_selector one{.match_labels = pick(2) == 0 ? some_labels() : contracts::labels{}};
    for (const auto* key : {"site", "tier"}) {
      if (pick(2) == 0) continue;
      contracts::selector_requirement expression{.key = *contracts::label_key::parse(key),
                                                 .operator_ = static_cast<contracts::selector_operator>(pick(4))};
      if (expression.operator_ == contracts::selector_operator::in ||
          expression.operator_ == contracts::selector_operator::not_in)
        for (int count = 1 + pick(2); count > 0; --count)
          expression.values.push_back(*contracts::label_value::parse(std::to_string(pick(3))));
      one.match_expressions.push_back(std::move(expression));
    }
    return one;
  };
  fleet_index index;
  std::map<device_id, contracts::labels> devices;
  std::map<std::string, contracts::label_selector> selectors;
  std::map<std::string, std::set<device_id>> told;  // what the changes said so far
  for (int step = 0; step < steps; ++step) {
    const auto id = device("d" + std::to_string(pick(20)));
    const auto uid = "u" + std::to_string(pick(5));
    std::vector<match_change> changes;
    switch (pick(4)) {
      case 0: changes = index.set_device(id, devices[id] = some_labels()); break;
      case 1: devices.erase(id), changes = index.remove_device(id); break;
      case 2: changes = index.set_selector(uid, selectors[uid] = some_selector()); break;
      default: selectors.erase(uid), changes = index.remove_selector(uid); break;
    }
    for (const auto& change : changes) {
      auto& matched = told[change.uid];
      REQUIRE((change.matched ? matched.insert(change.device).second : matched.erase(change.device) == 1));
    }
    for (const auto& [name, one] : selectors) {
      std::set<device_id> naive;
      for (const auto& [who, carried] : devices)
        if (contracts::matches(one, carried)) naive.insert(who);
      REQUIRE(index.matched(name) == naive);
      REQUIRE(told[name] == naive);
    }
  }
}
