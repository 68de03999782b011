// SPDX-License-Identifier: Apache-2.0
// Disks that are full, the agent's and podman's: what it means is said, and nothing but room is needed.
#include "field.hpp"
#include "kit/deployments.hpp"
#include "kit/registry.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

constexpr std::size_t small = 64U << 10U;

/// Version 2 runs, and the disk that became full before has version 1.
task<void> outgrow(field& all, const kit::small_disk& disk) {
  co_await all.make_buckets();
  all.start_agent();
  REQUIRE(co_await all.runs("web", web(1)));
  disk.fill();
  REQUIRE(co_await all.runs("web", web(2)));
}

}  // namespace

TEST_CASE("with its own disk full an agent obeys, and saves what it was told once there is room") {
  with_field([](field& all) -> task<void> {
    const kit::small_disk disk(all.state_folder(), small);
    co_await outgrow(all, disk);
    CHECK(all.said("cannot save the desired document, trying again") == 1);
    CHECK(all.said("cannot save a score, trying again") == 1);
    CHECK(all.log().contains("No space left on device"));
    REQUIRE(all.on_disk());
    CHECK(all.on_disk()->deployments.front().revision == contracts::revision_of(web(1)));

    disk.make_room();
    // It tries with each look at everything, every half a minute; a hub that is back is a reason to look at once.
    co_await all.restart_nats(true);
    REQUIRE(co_await all.becomes(
        [&] { return all.log().contains("desired document saved") && all.log().contains("score saved"); }));
    CHECK(all.on_disk()->deployments.front().revision == contracts::revision_of(web(2)));

    // What was saved late is as good.
    CHECK(all.stop_agent() == 0);
    all.server().stop();
    const auto before = field::containers().front();
    all.start_agent();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("desired document from disk deployments=1"); }));
    shared_podman().command({"kill", before.id});
    REQUIRE(co_await all.becomes([&] { return all.log().contains("starting what ended"); }));
    CHECK(field::containers().front().id == before.id);
  });
}

TEST_CASE("a power cut while the disk is full brings the older document back, until the hub is there") {
  with_field([](field& all) -> task<void> {
    const kit::small_disk disk(all.state_folder(), small);
    co_await outgrow(all, disk);
    const auto runs = [&](int version) {
      return all.becomes([version] { return field::runs_only(contracts::revision_of(web(version)).text()); });
    };
    all.server().stop();
    all.power_cut();
    all.boot();
    REQUIRE(co_await runs(1));
    all.server().start();
    CHECK(co_await runs(2));
  });
}

TEST_CASE("an agent starts although its disk is full") {
  with_field([](field& all) -> task<void> {
    const kit::small_disk disk(all.state_folder(), small);
    disk.fill();
    co_await all.make_buckets();
    all.start_agent();
    REQUIRE(co_await all.runs("web", web(1)));
    CHECK(all.said("cannot save the desired document, trying again") == 1);
  });
}

TEST_CASE("with podman's disk full a Deployment fails in podman's words, what ran runs on, and room is all that it needs") {
  with_field([](field& all) -> task<void> {
    kit::registry images;
    kit::podman_service podman({.disk_bytes = 32U << 20U});
    podman.import_image("localhost/web:1");
    const auto next = kit::score({kit::service("main", images.publish(podman, "shop/web:2"))});
    co_await all.make_buckets();
    all.start_agent(podman.socket());
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = podman.containers().front();
    podman.disk().fill();

    co_await all.store(contracts::revision_of(next), next);
    co_await all.store(contracts::revision_of(web(1)), web(1));
    co_await all.order({all.entry("another", web(1)), all.entry("web", next)});
    std::vector<contracts::deployment_state> said;
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      said = (co_await all.state())->deployments;
      co_return said.size() == 2 && std::ranges::all_of(said, [](const auto& one) { return one.phase == phase::failed; });
    }));
    for (const auto& one : said) {
      CAPTURE(one.last_error);
      CHECK(one.last_error.contains("no space left on device"));
    }
    CHECK(said[0].last_error.starts_with("services[main]: creating the container plant.another.main."));
    CHECK(said[1].last_error.starts_with("pulling the image "));
    const auto meanwhile = podman.containers();
    REQUIRE(meanwhile.size() == 1);
    CHECK(meanwhile.front().id == before.id);
    CHECK(meanwhile.front().state == "running");

    podman.disk().make_room();
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      said = (co_await all.state())->deployments;
      co_return std::ranges::all_of(said, [](const auto& one) { return one.phase == phase::running; });
    }));
    CHECK(said[1].revision == contracts::revision_of(next));
    CHECK(podman.containers().size() == 2);
    CHECK(all.stop_agent() == 0);
  });
}
