// SPDX-License-Identifier: Apache-2.0
// NATS that is killed, as a power cut or the kernel does it, in the middle of a roll-out, and started again with what its disk
// had by then.
#include <algorithm>
#include <map>
#include <ranges>

#include <fmt/format.h>

#include "harmony/contracts/names.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

constexpr int rolled_out = 6;

auto names() {
  return std::views::iota(1, rolled_out + 1) | std::views::transform([](int number) { return fmt::format("part-{}", number); });
}

task<bool> are_complete(site& all, int version) {
  for (const auto& name : names())
    if (!co_await all.is_complete(name, version)) co_return false;
  co_return true;
}

/// By Deployment.
std::map<std::string, container> by_deployment() {
  std::map<std::string, container> all;
  for (auto& one : site::containers()) all.emplace(one.deployment, one);
  return all;
}

/// How often a container of each was made since podman keeps a record.
std::map<std::string, int> times_made() {
  std::map<std::string, int> times;
  const auto label = fmt::format("{{{{ index .Attributes \"{}\" }}}}", contracts::container_deployment_label);
  const auto said =
      shared_podman().command({"events", "--stream=false", "--since", "1h", "--filter", "event=create", "--format", label});
  for (const auto line : said | std::views::split('\n'))
    if (!line.empty()) ++times[std::string(std::string_view(line))];
  return times;
}

}  // namespace

TEST_CASE("NATS that is killed in the middle of a roll-out and started again costs time: each container is replaced once") {
  with_site([](site& all) -> task<void> {
    for (const auto& name : names()) co_await all.apply(name, 1);
    REQUIRE(co_await all.becomes([&] { return are_complete(all, 1); }));
    const auto before = by_deployment();
    REQUIRE(before.size() == rolled_out + 1);
    const auto made_before = times_made();

    for (const auto& name : names()) co_await all.apply(name, 2);
    std::map<std::string, container> middle;
    REQUIRE(co_await all.becomes([&] {
      middle = by_deployment();
      return std::ranges::any_of(middle, [&](const auto& one) { return one.second.id != before.at(one.first).id; });
    }));
    const auto lost_after = all.agent().log().size();
    all.center().server().kill();
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      co_return all.agent().log().substr(lost_after).contains("not connected to NATS") &&
          !(co_await all.center().ask("/readyz/nats")).ok();
    }));
    all.center().server().start();
    REQUIRE(co_await all.becomes([&] { return are_complete(all, 2); }));
    CHECK(co_await all.is_complete("web", 1));
    CHECK(co_await all.becomes([&] { return all.center().is_ready(); }));

    const auto after = by_deployment();
    REQUIRE(after.size() == rolled_out + 1);
    const auto web = all.center().space() + "/web";
    CHECK(after.at(web) == before.at(web));
    auto made = times_made();
    for (const auto& [deployment, one] : after) {
      CAPTURE(deployment);
      CHECK(one.state == "running");
      CHECK(made[deployment] == made_before.at(deployment) + (deployment == web ? 0 : 1));
      // What had been replaced and ran by then is what runs now.
      const auto then = middle.find(deployment);
      if (then != middle.end() && then->second.id != before.at(deployment).id && then->second.state == "running")
        CHECK(one == then->second);
    }
    const auto state = contracts::decode_text<contracts::device_state>(co_await all.stored(contracts::device_state_bucket));
    REQUIRE(state);
    for (const auto& one : state->deployments) CHECK(one.restarts == 0);
  });
}
