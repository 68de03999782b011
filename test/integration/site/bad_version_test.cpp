// SPDX-License-Identifier: Apache-2.0
// The roll-out of a version that does not work, from the resource to the container and back. What the device does in each case
// is agent_process/bad_version_test.cpp's.
#include <algorithm>

#include <catch2/generators/catch_generators.hpp>

#include "events.hpp"
#include "kit/deployments.hpp"
#include "site.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

struct mistake {
  std::string image;
  std::string line;  ///< of a shell, instead of the image's command
  std::string told;  ///< what the device's error begins with
  bool replaces = true;
};

contracts::score score_of(const mistake& made) {
  return kit::score({made.line.empty() ? kit::service("main", made.image) : kit::shell("main", made.image, made.line)});
}

const std::string ended = "services[main] ended with exit code 3; it is started again";

/// The only Deployment as the device reports it.
task<contracts::deployment_state> reported(site& all) {
  auto state = (co_await all.reported()).value();
  REQUIRE(state.deployments.size() == 1);
  co_return std::move(state.deployments.front());
}

}  // namespace

TEST_CASE("a version that does not work is counted as failed with the device's own words, and a corrected one needs nobody") {
  const auto made = GENERATE(
      mistake{.image = "localhost/missing:1",
              .line = {},
              .told = "pulling the image localhost/missing:1: podman could not pull it: ",
              .replaces = false},
      mistake{.image = "localhost/web:2", .line = "exit 3", .told = "services[main] ended with exit code 3 again and again"},
      mistake{.image = "localhost/web:2",
              .line = "/bin/busybox sleep 1; exit 3",
              .told = "services[main] ended with exit code 3 again and again"});
  CAPTURE(made.image, made.line);
  with_site([&](site& all) -> task<void> {
    auto& center = all.center();
    const auto before = site::containers().front();
    auto bad = center.spec("localhost/web:2");
    bad.score = score_of(made);
    const auto revision = contracts::revision_of(bad.score);
    co_await center.deployments().apply("web", bad);
    contracts::deployment_status status;
    REQUIRE(co_await all.becomes([&] {
      return center.deployments().status_is("web", [&](const contracts::deployment_status& now) {
        status = now;
        return now.update_revision == revision && now.aggregate.failed == 1 && now.aggregate.last_error &&
               now.aggregate.last_error->message.starts_with(made.told);
      });
    }));
    const auto& counts = status.aggregate;
    CHECK(counts.matched == 1);
    CHECK(counts.updated == 1);
    CHECK(counts.succeeded == 0);
    CHECK(counts.pending == 0);
    CHECK(counts.unreachable == 0);
    CHECK(counts.last_error->device_id == all.device());
    CHECK(counts.last_error->message.ends_with("; tried again within 10 seconds"));
    // What happened first is an event of the device: that it goes on ending is none each time.
    const auto& first = made.replaces ? ended : made.told;
    const auto is_first = [&](const contracts::recent_event& one) {
      return one.device_id == all.device() && one.message.starts_with(first);
    };
    std::ptrdiff_t times = 0;
    const auto is_recent = [&] {
      return center.deployments().status_is("web", [&](const contracts::deployment_status& now) {
        times = std::ranges::count_if(now.aggregate.recent_events, is_first);
        return times > 0;
      });
    };
    CHECK(co_await all.becomes(is_recent));
    CHECK(fleet::test::shown(status, "Ready") == "False DevicesFailed");
    CHECK(fleet::test::shown(status, "Stalled") == "True DevicesFailed");
    const auto event = "Warning DevicesFailed: plc-17: " + made.told;
    CHECK(co_await all.becomes([&] { return fleet::test::is_told(center, "web", event); }));
    contracts::deployment_state told;
    // It has failed from its second end on; the second restart comes after a pause.
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      told = co_await reported(all);
      co_return !made.replaces || told.restarts >= 2;
    }));
    CHECK(co_await is_recent());
    if (made.replaces) CHECK(times == 1);
    CHECK(told.revision == revision);
    CHECK(told.phase == contracts::phase::failed);
    CHECK(told.last_error.starts_with(made.told));
    CHECK(told.last_error.contains("; tried again within "));
    if (!made.replaces) CHECK(told.restarts == 0);
    const auto meanwhile = site::containers();
    REQUIRE(meanwhile.size() == 1);
    if (made.replaces)
      CHECK(meanwhile.front().revision == revision.text());
    else
      CHECK(meanwhile.front() == before);

    co_await all.apply("web", 2);
    REQUIRE(co_await all.becomes([&] { return all.is_complete("web", 2); }));
    CHECK(co_await center.deployments().status_is("web", [](const contracts::deployment_status& now) {
      return !now.aggregate.last_error && fleet::test::shown(now, "Ready") == "True RolloutComplete";
    }));
    const auto healed = co_await reported(all);
    CHECK(healed.restarts == 0);
    CHECK(healed.last_error.empty());
    const auto after = site::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().revision == healed.revision.text());
    CHECK(after.front().state == "running");
  });
}
