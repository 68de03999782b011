// SPDX-License-Identifier: Apache-2.0
// Documents that cannot be read, or that are about another device than their key.
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"
#include "harmony/contracts/digest.hpp"
#include "kit/log_capture.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("documents that cannot be read, or that are about another device than their key, decide nothing") {
  const kit::log_capture quiet;
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK(known.on_info(kv("a", 1, "{"), start).devices.empty());
  const contracts::device_info other{.device = device("b"), .labels = labels({{"site", "lyon"}})};
  CHECK(known.on_info(kv("a", 1, contracts::encode_text(other)), start).devices.empty());
  CHECK(known.on_state(kv("a", 1, contracts::encode_text(state("b", {}))), at(start)).statuses.empty());
  CHECK_FALSE(known.plan_document(device("a")).next);
}

TEST_CASE("a desired document that cannot be read, or is about another device, is replaced") {
  const kit::log_capture quiet;
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.accept(accepted(), selector({{"site", "lyon"}}));
  const contracts::desired_state other{.device = device("b"), .deployments = {entry("web")}};
  std::uint64_t revision = 1;
  for (const auto& body : {std::string("{"), contracts::encode_text(other)}) {
    known.document_written(device("a"), revision++, {.device = device("a"), .deployments = {entry("web")}});
    CHECK(known.on_document(kv("a", revision, body)).devices == std::set{device("a")});
    CHECK(known.document(device("a"))->revision == revision);
    CHECK(known.plan_document(device("a")).next->deployments.size() == 1);
    CHECK_FALSE(known.named(web));
    ++revision;
  }
  CHECK(known.on_document(kv("no.device", 9, "{")).devices.empty());
}

TEST_CASE("a device whose info cannot be read is asked for another one every ten minutes, not with each heartbeat") {
  const kit::log_capture quiet;
  auto known = complete();
  known.on_info(kv("a", 1, "{"), start);
  const contracts::heartbeat beat{.at = {}, .boot_id = "b", .n = 1, .digest = "d"};
  const auto asked = [&](std::chrono::seconds after) {
    return !known.on_heartbeat(device("a"), beat, at(start + after)).resync.empty();
  };
  CHECK(asked(0s));
  known.on_info(kv("a", 2, "{"), start);
  CHECK_FALSE(asked(30s));
  CHECK(asked(600s));
  CHECK_FALSE(asked(630s));
  // Once somebody removed it the device is unknown like any other.
  known.on_info(sync::deleted<std::string>{"a"}, start);
  CHECK(asked(660s));
  CHECK(asked(690s));
}

TEST_CASE("a device whose info was readable before it started again is not asked for it with each heartbeat") {
  const kit::log_capture quiet;
  auto known = complete();
  auto said = state("a", {});
  said.boot_id = "new";
  const auto text = contracts::encode_text(said);
  known.on_info(info("a", "lyon", "old"), start);
  known.on_info(kv("a", 2, "{"), start);
  known.on_state(kv("a", 1, text), at(start));
  const contracts::heartbeat beat{.boot_id = "new", .digest = contracts::short_digest(text)};
  for (const auto when : {0s, 30s, 60s}) CHECK(known.on_heartbeat(device("a"), beat, at(start + when)).resync.empty());
  known.on_info(info("a", "lyon", "new"), start);
  for (const auto when : {90s, 120s}) CHECK(known.on_heartbeat(device("a"), beat, at(start + when)).resync.empty());
}
