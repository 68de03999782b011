// SPDX-License-Identifier: Apache-2.0
#include "agent/unsupported.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"
#include "harmony/contracts/device.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

/// Everything that the contract has and this agent does not do.
contracts::service demanding(std::string_view name) {
  auto one = service(name, "web:1");
  one.files = {{.path = "/x", .content = "y"}};
  one.secrets = {{.name = *contracts::resource_name::parse("key"), .path = "/key"}};
  one.devices = {"/dev/ttyUSB0"};
  one.network = "host";
  one.resources = contracts::resource_limits{};
  one.health_check = contracts::health_check{.command = {"true"}};
  one.user = "1000";
  one.stop_timeout = 5;
  return one;
}

}  // namespace

TEST_CASE("everything that this agent does is no reason to refuse") {
  auto one = service("web", "web:1", {"8080:80"});
  one.command = {"a"};
  one.args = {"b"};
  one.env = {{.name = *contracts::env_name::parse("A"), .value = "b"}};
  one.volumes = {*contracts::volume_mapping::parse("data:/data")};
  one.restart_policy = contracts::restart_policy::never;
  one.labels = kit::labels({{"team", "x"}});
  one.image_pull_policy = contracts::image_pull_policy::always;
  CHECK(unsupported({.services = {one, service("db", "db:1")}}).empty());
}

TEST_CASE("one field is named alone, several together, each with its service") {
  auto web = service("web", "web:1");
  web.health_check = contracts::health_check{.command = {"true"}};
  CHECK(unsupported({.services = {web}}) == "services[web].healthCheck is not supported by this agent version");
  auto db = service("db", "db:1");
  db.user = "1000";
  db.stop_timeout = 0;
  CHECK(unsupported({.services = {web, db}}) ==
        "services[web].healthCheck, services[db].user, services[db].stopTimeout are not supported by this agent version");
}

TEST_CASE("each field that this agent does not do is refused") {
  CHECK(unsupported({.services = {demanding("web")}}) ==
        "services[web].files, services[web].secrets, services[web].devices, services[web].network, services[web].resources, "
        "services[web].healthCheck, services[web].user, services[web].stopTimeout are not supported by this agent version");
}

TEST_CASE("what does not fit into the contract's bound is counted") {
  std::vector<contracts::service> many;
  for (int number = 10; number < 26; ++number) many.push_back(demanding(std::string(60, 'x') + std::to_string(number)));
  const auto words = unsupported({.services = many});
  CHECK(words.size() <= contracts::max_error_length);
  CHECK(words.starts_with("services[" + std::string(60, 'x') + "10].files, "));
  CHECK(words.ends_with(" and 123 more are not supported by this agent version"));
}
