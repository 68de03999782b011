// SPDX-License-Identifier: Apache-2.0
#include "operator/ignored_documents.hpp"

#include <catch2/catch_test_macros.hpp>

#include "kit/log_capture.hpp"

using namespace harmony;

TEST_CASE("what cannot be read is logged once under its name, and counted each time") {
  const kit::log_capture log;
  fleet::ignored_documents ignored;
  const error why{.code = errc::invalid, .message = "at: missing"};
  for (int turn = 0; turn < 3; ++turn) {
    ignored.add("device-state", "plc-1", why);
    ignored.add("device-state", "plc-2", why);
    ignored.add("heartbeat", "heartbeat.plc-1", why);
  }
  CHECK(ignored.counts() == std::map<std::string, std::uint64_t>{{"device-state", 6}, {"heartbeat", 3}});
  REQUIRE(log.lines().size() == 3);
  CHECK(log.lines()[0].contains("plc-1"));
  CHECK(log.lines()[0].contains("at: missing"));
}
