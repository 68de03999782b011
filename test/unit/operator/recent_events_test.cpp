// SPDX-License-Identifier: Apache-2.0
#include "operator/recent_events.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;

namespace {

contracts::recent_event said(int number) {
  contracts::recent_event what{.device_id = device("a"), .message = std::to_string(number), .at = {}};
  what.at.at = wall_clock::from_time_t(1'795'521'600) + std::chrono::seconds(number);
  return what;
}

contracts::timestamp at(int seconds) {
  contracts::timestamp when;
  when.at = wall_clock::from_time_t(1'795'521'600) + std::chrono::seconds(seconds);
  return when;
}

std::vector<std::string> messages(const std::vector<contracts::recent_event>& events) {
  std::vector<std::string> texts;
  for (const auto& one : events) texts.push_back(one.message);
  return texts;
}

}  // namespace

TEST_CASE("the newest ten of a deployment are kept, newest first") {
  recent_events events;
  for (int number = 0; number < 12; ++number) events.add("u", said(number), at(number));
  events.add("v", said(99), at(99));
  CHECK(messages(events.of("u")) == std::vector<std::string>{"11", "10", "9", "8", "7", "6", "5", "4", "3", "2"});
  CHECK(messages(events.of("v")) == std::vector<std::string>{"99"});
  events.remove_deployment("u");
  CHECK(events.of("u").empty());
}

TEST_CASE("what a device sends again because nobody acknowledged it is kept once, whatever came between") {
  recent_events events;
  events.add("u", said(1), at(1));
  events.add("u", said(1), at(1));
  auto of_other = said(1);
  of_other.device_id = device("b");
  events.add("u", of_other, at(1));
  events.add("u", said(2), at(2));
  events.add("u", said(1), at(1));
  CHECK(messages(events.of("u")) == std::vector<std::string>{"2", "1", "1"});
}

TEST_CASE("the same words at another time are another event, as after a restart of the agent") {
  recent_events events;
  events.add("u", said(1), at(1));
  events.add("u", said(1), at(60));
  CHECK(messages(events.of("u")) == std::vector<std::string>{"1", "1"});
}

TEST_CASE("times are kept as precisely as the status can say them") {
  recent_events events;
  auto what = said(1);
  what.at.at += std::chrono::microseconds(345);
  events.add("u", what, at(1));
  CHECK(events.of("u").at(0) == said(1));
}

TEST_CASE("what the status told already stays behind the news, and nothing is told twice") {
  CHECK(messages(merged({}, {said(2), said(1)})) == std::vector<std::string>{"2", "1"});
  CHECK(messages(merged({said(3), said(2)}, {said(2), said(1)})) == std::vector<std::string>{"3", "2", "1"});
  std::vector<contracts::recent_event> full;
  for (int number = 20; number > 10; --number) full.push_back(said(number));
  CHECK(merged(full, {said(1)}) == full);
}
