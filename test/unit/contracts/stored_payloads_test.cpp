// SPDX-License-Identifier: Apache-2.0
// The wire format, pinned by documents that are stored under test/data/wire: <type>.json is what today's program writes,
// <type>.later.json what a later one might, with keys that today's ignores.
#include <catch2/catch_test_macros.hpp>

#include "harmony/base/file.hpp"
#include "harmony/contracts/deployment.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/contracts/score.hpp"

using namespace harmony;
using namespace harmony::contracts;

namespace {

std::string stored(const std::string& file) {
  auto text = read_file(std::filesystem::path(STORED_PAYLOADS) / file);
  INFO(file);
  REQUIRE(text);
  return *text;
}

template <class T>
void is_pinned(const std::string& name) {
  INFO(name);
  const auto text = stored(name + ".json");
  const auto decoded = decode_text<T>(text);
  REQUIRE(decoded);
  CHECK(encode_text(*decoded) == canonical(*parse_json(text)));
  const auto later = decode_text<T>(stored(name + ".later.json"));
  REQUIRE(later);
  CHECK(*later == *decoded);
}

}  // namespace

TEST_CASE("what was stored is read, and written as it was stored") {
  is_pinned<score>("score");
  is_pinned<score>("score-full");
  is_pinned<deployment_spec>("deployment-spec");
  is_pinned<deployment_status>("deployment-status");
  is_pinned<deployment_status>("deployment-status-full");
  is_pinned<desired_state>("desired-state");
  is_pinned<device_info>("device-info");
  is_pinned<device_state>("device-state");
  is_pinned<heartbeat>("heartbeat");
  is_pinned<device_event>("device-event");
}
