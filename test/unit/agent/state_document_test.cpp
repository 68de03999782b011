// SPDX-License-Identifier: Apache-2.0
#include "agent/state_document.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include <fmt/format.h>

using namespace harmony;
using namespace harmony::agent;
using contracts::phase;

namespace {

const std::string longest(63, 'n');

/// Each as long as it can be.
contracts::device_state reporting(std::size_t count, std::string_view error_of, phase in = phase::removing) {
  contracts::device_state state{
      .device = *contracts::device_id::parse(longest), .boot_id = std::string(16, 'b'), .n = INT64_MAX};
  for (std::size_t number = 0; number < count; ++number) {
    const auto name = fmt::format("d{:04}", number);
    state.deployments.push_back({.namespace_ = *contracts::resource_name::parse(longest),
                                 .name = *contracts::resource_name::parse(name + longest.substr(name.size())),
                                 .uid = std::string(64, 'u'),
                                 .revision = *contracts::revision::parse(std::string(64, 'a')),
                                 .phase = in,
                                 .restarts = INT64_MAX});
    auto& words = state.deployments.back().last_error;
    while (words.size() + error_of.size() <= contracts::max_error_length) words += error_of;
  }
  return state;
}

contracts::device_state read(const std::string& document) {
  return contracts::decode_text<contracts::device_state>(document).value();
}

}  // namespace

TEST_CASE("a state that fits is reported as it is") {
  const auto state = reporting(64, "x");
  CHECK(state_document(state) == contracts::encode_text(state));
  CHECK(read(*state_document(state)) == state);
}

TEST_CASE("a full device whose every Deployment fails at length reports all of them, with shorter words") {
  for (const auto* piece : {"\"", "\\", "é", "x"}) {
    CAPTURE(piece);
    const auto state = reporting(contracts::max_reported_deployments, piece, phase::failed);
    const auto document = state_document(state);
    REQUIRE(document);
    CHECK(document->size() <= contracts::max_device_state_bytes);
    const auto told = read(*document);
    REQUIRE(told.deployments.size() == state.deployments.size());
    for (std::size_t number = 0; number < told.deployments.size(); ++number) {
      CHECK(told.deployments[number].name == state.deployments[number].name);
      CHECK_FALSE(told.deployments[number].last_error.empty());
      CHECK(state.deployments[number].last_error.starts_with(told.deployments[number].last_error));
    }
  }
}

TEST_CASE("of more Deployments than a report may have, those that are on their way out are left out") {
  auto state = reporting(contracts::max_reported_deployments + 10, "x");
  for (std::size_t number = 0; number < state.deployments.size(); number += 2) state.deployments[number].phase = phase::running;
  const auto told = read(state_document(state).value());
  CHECK(told.deployments.size() == contracts::max_reported_deployments);
  CHECK(std::ranges::count(told.deployments, phase::running, &contracts::deployment_state::phase) ==
        std::ranges::count(state.deployments, phase::running, &contracts::deployment_state::phase));
  CHECK(std::ranges::is_sorted(told.deployments, {}, &contracts::deployment_state::name));
  CHECK(read(state_document(reporting(1000, "x", phase::running)).value()).deployments.size() ==
        contracts::max_reported_deployments);
}

TEST_CASE("what does not fit at all is refused by its bound") {
  auto state = reporting(contracts::max_reported_deployments, "x");
  for (auto& one : state.deployments) one.uid = std::string(512, 'u');
  const auto document = state_document(state);
  REQUIRE_FALSE(document);
  CHECK(document.error().code == errc::too_large);
  CHECK(document.error().message.ends_with(" bytes, and may have 65536"));
}
