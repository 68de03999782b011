// SPDX-License-Identifier: Apache-2.0
#include "operator/ignored_documents.hpp"

#include <vector>

#include <catch2/catch_test_macros.hpp>

#include "harmony/base/log.hpp"

using namespace harmony;

TEST_CASE("what cannot be read is logged once under its name, and counted each time") {
  static std::vector<std::string> lines;
  lines.clear();
  const auto before = log::redirect([](log::level, std::string_view line) { lines.emplace_back(line); });
  fleet::ignored_documents ignored;
  const error why{.code = errc::invalid, .message = "at: missing"};
  for (int turn = 0; turn < 3; ++turn) {
    ignored.add("device-state", "plc-1", why);
    ignored.add("device-state", "plc-2", why);
    ignored.add("heartbeat", "heartbeat.plc-1", why);
  }
  log::redirect(before);
  CHECK(ignored.counts() == std::map<std::string, std::uint64_t>{{"device-state", 6}, {"heartbeat", 3}});
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].contains("plc-1"));
  CHECK(lines[0].contains("at: missing"));
}
