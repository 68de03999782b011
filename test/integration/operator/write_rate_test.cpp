// SPDX-License-Identifier: Apache-2.0
// A status is written when it changed, and not more often than once a second.
#include <algorithm>
#include <set>

#include "device.hpp"
#include "harmony/kube/watcher.hpp"
#include "hub.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

/// Collects the versions of one Deployment, from now until the group is cancelled.
void collect_versions(kube::watcher& from, task_group& in, const kube::object_key& key, std::set<std::string>& to) {
  in.spawn("watching", from.run([&to, key](const kube::watch_event& what) {
    if (const auto* changed = std::get_if<sync::applied<kube::object_key, boost::json::value>>(&what);
        changed != nullptr && changed->key == key)
      to.insert(kube::metadata_of(*changed->value)->resource_version);
  }));
}

}  // namespace

TEST_CASE("a burst of reports is folded into at most one status write a second") {
  with_operator([](hub& all) -> task<void> {
    const kube::object_key key{all.space(), "web"};
    co_await all.deployments().apply(key.name, all.spec("localhost/web:1"));
    std::vector<std::unique_ptr<device>> devices;
    for (int number = 0; number < 10; ++number) {
      devices.push_back(std::make_unique<device>(all.streams(), "plc-" + std::to_string(number)));
      co_await devices.back()->join(all.matching());
    }
    for (const auto& one : devices) REQUIRE(co_await all.becomes([&] { return one->is_told({"web"}); }));

    std::set<std::string> versions;
    kube::watcher watching(all.cluster(), {.type = kit::deployment_type, .namespace_ = all.space()});
    task_group watch(co_await asio::this_coro::executor);
    collect_versions(watching, watch, key, versions);
    const auto before = steady_clock::now();
    for (int round = 0; round < 20; ++round)
      for (const auto& one : devices)
        co_await one->report(round % 2 == 0 ? phase::failed : phase::running, round % 2 == 0 ? std::to_string(round) : "");
    const bool settled = co_await all.settles();
    const auto written = (co_await all.deployments().meta(key.name))->resource_version;
    const bool seen = co_await all.becomes([&] { return versions.contains(written); });
    const auto elapsed = std::chrono::floor<std::chrono::seconds>(steady_clock::now() - before);
    watch.cancel();
    co_await watch.join();

    REQUIRE(settled);
    REQUIRE(seen);
    CHECK(versions.size() <= static_cast<std::size_t>(elapsed.count()) + 2);
    const auto status = co_await all.deployments().status(key.name);
    CHECK(status.aggregate == contracts::aggregate{.matched = 10, .updated = 10, .succeeded = 10, .last_error = {}});
  });
}

TEST_CASE("news that change nothing of what the status says are no write") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    co_await plc.report(phase::failed, "no such image");
    REQUIRE(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.failed == 1; }); }));

    const auto annotated = co_await all.deployments().patch("web", {{"metadata", {{"annotations", {{"seen", "yes"}}}}}});
    co_await plc.report(phase::failed, "no such image");
    co_await plc.join(all.matching());
    plc.beat();
    const auto reapplied = co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    CHECK(reapplied.resource_version == annotated.resource_version);
    REQUIRE(co_await all.settles());
    CHECK((co_await all.deployments().meta("web"))->resource_version == annotated.resource_version);
  });
}
