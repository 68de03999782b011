// SPDX-License-Identifier: Apache-2.0
// How the API server can refuse a status: it is busy, or somebody wrote at the same moment. The operator writes it again.
#include "device.hpp"
#include "hub.hpp"
#include "kit/closing.hpp"
#include "kit/scripted_server.hpp"
#include "refusals.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

const std::string conflict = kit::kept_answer(
    "409 Conflict",
    R"({"kind":"Status","code":409,"reason":"Conflict","message":"the object has been modified","details":{"name":"web"}})");

/// One device runs "web", which its status says.
struct counted {
  explicit counted(hub& all)
      : plc(all.streams(), "plc-1"),
        refused(fmt::format("PATCH /apis/iot.nationtech.io/v1alpha1/namespaces/{}/deployments/web/status?", all.space())),
        way(all.executor(), all.cluster_address(), {.tls = {.verify = false}, .new_tap = [this] { return refused.tap(); }}),
        running(all.by(all.server().url(), all.kubeconfig_by(way), {"--no-leader-elect"})) {}
  task<void> begin(hub& all) {
    REQUIRE(co_await all.becomes([&] { return running->is_ready(); }));
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    co_await plc.join(all.matching());
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    co_await plc.report(phase::running);
    REQUIRE(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.succeeded == 1; }); }));
  }
  task<void> close() {
    running.reset();
    co_await way.close();
  }

  device plc;
  refusals refused;
  kit::relay way;
  std::unique_ptr<replica> running;
};

/// Whether the status counts the device as failed with this error, and nothing else.
task<bool> says_failed(hub& all, std::string error) {
  co_return co_await all.deployments().status_is("web", [&](const contracts::deployment_status& now) {
    const auto& counts = now.aggregate;
    return counts.matched == 1 && counts.succeeded == 0 && counts.pending == 0 && counts.failed == 1 && counts.last_error &&
           counts.last_error->message == error;
  });
}

/// Runs `body(hub, counted)` and shows the operator's log if it fails.
template <class Body>
void with_counted(Body body) {
  with_hub([&](hub& all) -> task<void> {
    counted there(all);
    const auto story = [&]() -> task<void> {
      co_await there.begin(all);
      co_await body(all, there);
    };
    co_await kit::closing(story(), [&] {
      UNSCOPED_INFO(there.running->log());
      return there.close();
    });
  });
}

}  // namespace

TEST_CASE("a status that a busy API server refuses is written after the pause that it asked for") {
  with_counted([](hub& all, counted& there) -> task<void> {
    there.refused.begin({busy(1)});
    co_await there.plc.report(phase::failed, "disk full");
    CHECK(co_await all.becomes([&] { return says_failed(all, "disk full"); }));
    const auto& attempts = there.refused.attempts();
    REQUIRE(attempts.size() == 2);
    CHECK(attempts.back().at - attempts.front().at >= 1s);
  });
}

TEST_CASE("a pause that is longer than a call may take is kept all the same, whatever news there is") {
  with_counted([](hub& all, counted& there) -> task<void> {
    there.refused.begin({busy(300)});
    co_await there.plc.report(phase::failed, "disk full");
    CHECK(co_await all.becomes([&] { return there.running->log().contains("reconcile failed controller=status"); }));
    co_await there.plc.report(phase::running);
    co_await there.plc.report(phase::failed, "disk broken");
    // The operator goes on with others meanwhile, for longer than its own pause would be.
    for (int round = 0; round < 3; ++round) REQUIRE(co_await all.settles());
    CHECK(there.refused.attempts().size() == 1);
    CHECK(co_await all.deployments().status_is("web", [](const auto& now) { return now.aggregate.succeeded == 1; }));
  });
}

TEST_CASE("a status write that met another one is made again, from what is true then") {
  with_counted([](hub& all, counted& there) -> task<void> {
    there.refused.begin({conflict});
    co_await there.plc.report(phase::failed, "disk full");
    const auto& attempts = there.refused.attempts();
    REQUIRE(co_await all.becomes([&] { return attempts.size() == 1; }));
    CHECK(attempts.front().request.contains("disk full"));
    co_await there.plc.report(phase::failed, "disk broken");
    CHECK(co_await all.becomes([&] { return says_failed(all, "disk broken"); }));
    CHECK(attempts.size() > 1);
    CHECK(co_await all.becomes([&] { return there.running->is_ready(); }));
  });
}
