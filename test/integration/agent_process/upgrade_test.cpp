// SPDX-License-Identifier: Apache-2.0
// A device is upgraded from Debian 12 to Debian 13 while its containers run: podman 4.3 goes, 5.4 comes, on the same storage.
// What runs keeps the older conmon and crun that watch it.
#include <fstream>
#include <optional>

#include "field.hpp"
#include "harmony/base/file.hpp"
#include "kit/deployments.hpp"
#include "kit/podman_upgrade.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

/// What the container's own process sees there.
std::filesystem::path kept_by(kit::podman_service& podman, const std::string& container) {
  return "/proc/" + std::to_string(std::stoi(podman.command({"inspect", "--format", "{{.State.Pid}}", container}))) +
         "/root/kept/by-the-older-one";
}

contracts::score keeping(int version) {
  auto score = web(version);
  score.data.services.front().volumes = {contracts::volume_mapping::parse("kept:/kept").value()};
  return score;
}

}  // namespace

TEST_CASE(
    "podman is upgraded under what it runs: that is adopted as it is, and repaired, replaced and removed by the newer one") {
  with_field([](field& all) -> task<void> {
    std::optional<kit::podman_upgrade> upgrade;
    kit::podman_service podman;
    for (const std::string version : {"1", "2"}) podman.import_image("localhost/web:" + version);
    co_await all.make_buckets();
    all.start_agent(podman.socket());
    REQUIRE(co_await all.runs("web", keeping(1)));
    const auto before = podman.containers().front();
    const auto process = podman.command({"inspect", "--format", "{{.State.Pid}}", before.id});
    std::ofstream(kept_by(podman, before.id)) << "kept";
    const auto said = (co_await all.state())->deployments.front();

    podman.stop();
    upgrade.emplace();
    podman.start();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("podman version=5."); }));
    auto now = podman.containers();
    REQUIRE(now.size() == 1);
    CHECK(now.front().id == before.id);
    CHECK(now.front().state == "running");
    CHECK(podman.command({"inspect", "--format", "{{.State.Pid}}", before.id}) == process);
    REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return (co_await all.state())->deployments.front() == said; }));

    podman.command({"kill", before.id});
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto state = (co_await all.state())->deployments.front();
      co_return state.restarts == 1 && state.phase == phase::running;
    }));
    CHECK(podman.containers().front().id == before.id);

    REQUIRE(co_await all.runs("web", keeping(2)));
    now = podman.containers();
    REQUIRE(now.size() == 1);
    CHECK(now.front().revision == contracts::revision_of(keeping(2)).text());
    CHECK(read_file(kept_by(podman, now.front().id)) == "kept");
    co_await all.order({});
    REQUIRE(co_await all.becomes([&] { return all.reports_nothing(); }));
    CHECK(podman.containers().empty());
    CHECK(all.stop_agent() == 0);
  });
}
