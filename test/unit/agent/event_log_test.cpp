// SPDX-License-Identifier: Apache-2.0
#include "agent/event_log.hpp"

#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::agent;
using contracts::severity;

namespace {

const wall_clock::time_point noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 12h};

std::vector<std::string> drained(event_log& log) {
  std::vector<std::string> messages;
  while (const auto* next = log.next()) {
    messages.push_back(next->event.message);
    log.done(next->number);
  }
  return messages;
}

}  // namespace

TEST_CASE("events wait in the order in which they happened, with all that was said") {
  event_log log;
  CHECK(log.next() == nullptr);
  CHECK(log.add(severity::warning, "default/web", "one", noon));
  CHECK(log.add(severity::info, "default/db", "two", noon));
  REQUIRE(log.next() != nullptr);
  CHECK(log.next()->number == 1);
  CHECK(log.next()->event.severity == severity::warning);
  CHECK(log.next()->event.deployment == "default/web");
  CHECK(log.next()->event.at.at == noon);
  CHECK(drained(log) == std::vector<std::string>{"one", "two"});
}

TEST_CASE("what was said last about a Deployment is not said again, and is once something else was") {
  event_log log;
  CHECK(log.add(severity::error, "default/web", "no image", noon));
  CHECK_FALSE(log.add(severity::error, "default/web", "no image", noon + 1h));
  CHECK(log.add(severity::error, "default/web", "10.0.2.100:40522->10.0.0.1:443: reset", noon));
  CHECK_FALSE(log.add(severity::error, "default/web", "10.0.2.100:51914->10.0.0.1:443: reset", noon));
  CHECK(log.add(severity::error, "default/web", "no image", noon));
  CHECK(log.add(severity::error, "default/db", "no image", noon));
  CHECK(drained(log).size() == 4);
  CHECK_FALSE(log.add(severity::error, "default/web", "no image", noon + 2h));
  CHECK(log.add(severity::info, "default/web", "runs", noon));
  CHECK(log.add(severity::error, "default/web", "no image", noon));
}

TEST_CASE("when there are too many the oldest go, also one that is being sent") {
  event_log log;
  for (int number = 0; number < 40; ++number) log.add(severity::info, "default/web", std::to_string(number), noon);
  const auto sending = log.next()->number;
  CHECK(log.next()->event.message == "8");
  log.add(severity::info, "default/web", "40", noon);
  log.done(sending);
  CHECK(log.next()->event.message == "9");
  CHECK(drained(log).size() == contracts::max_events_a_device);
}

TEST_CASE("no event is larger than the contract allows, whatever is in it") {
  event_log log;
  const std::string name(63, 'x');
  for (const auto* piece : {"\x01", "\"", "\\", "\xff", "é"}) {
    std::string words;
    while (words.size() < 2000) words += piece;
    log.add(severity::error, name + "/" + name, words, noon);
    REQUIRE(log.next() != nullptr);
    const auto text = contracts::encode_text(log.next()->event);
    CHECK(text.size() <= contracts::max_device_event_bytes);
    CHECK(contracts::decode_text<contracts::device_event>(text) == log.next()->event);
    log.done(log.next()->number);
  }
}

TEST_CASE("Deployments that come and go leave no memory of them behind") {
  event_log log;
  for (int number = 0; number < 1000; ++number) CHECK(log.add(severity::info, std::to_string(number), "removed", noon));
  // Told twice rather than remembered for ever.
  CHECK(log.add(severity::info, "0", "removed", noon));
}
