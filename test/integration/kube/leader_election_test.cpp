// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "cluster.hpp"
#include "harmony/kube/leader_elector.hpp"
#include "kit/beside.hpp"
#include "kit/eventually.hpp"
#include "kit/run.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

constexpr std::chrono::milliseconds patience = 60s;
constexpr election_timing quick{.duration = 9s, .renew_deadline = 8s, .retry_period = 200ms};

election_settings candidate(std::string space, std::string identity) {
  return {.lease = {std::move(space), "leader"}, .identity = std::move(identity), .timing = quick, .manager = "test"};
}

task<void> lead(leader_elector& one) {
  (void)co_await one.acquire();
  (void)co_await one.hold();
}

task<lease> stored(client& server, std::string space) {
  co_return *lease_of(**co_await object_api(server, lease_type()).get({std::move(space), "leader"}));
}

}  // namespace

TEST_CASE("a leader that stops cleanly is followed without waiting for its lease, by one more transition") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const auto space = co_await test::new_namespace(server);
    auto patient = candidate(space, "first");
    patient.timing.duration = 3600s;  // as long as the test does not wait
    leader_elector first(server, patient);
    leader_elector second(server, candidate(space, "second"));
    const auto before = co_await first.acquire();
    CHECK(before.transitions == 0);
    co_await kit::beside(lead(second), [&]() -> task<void> {
      co_await kit::beside(lead(first), [&]() -> task<void> {
        REQUIRE(co_await kit::eventually(patience, [&] { return second.works(); }));
        CHECK_FALSE(second.leads());
        CHECK(first.leads());
      });
      co_await first.release();
      REQUIRE(co_await kit::eventually(patience, [&] { return second.leads(); }));
      const auto now = co_await stored(server, space);
      CHECK(now.holder == "second");
      CHECK(now.uid == before.uid);
      CHECK(now.transitions == 1);
    });
  });
}

TEST_CASE("a leader that dies is followed when its lease has run out") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const auto space = co_await test::new_namespace(server);
    leader_elector first(server, candidate(space, "first"));
    leader_elector second(server, candidate(space, "second"));
    co_await first.acquire();
    const auto dead_since = steady_clock::now();
    const auto taken = co_await second.acquire();
    CHECK(steady_clock::now() - dead_since >= quick.renew_deadline);
    CHECK_FALSE(first.leads());
    CHECK(taken.transitions == 1);
  });
}

TEST_CASE("a leader whose Lease is taken away stops, and says who has it") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const auto space = co_await test::new_namespace(server);
    leader_elector first(server, candidate(space, "first"));
    auto taken = co_await first.acquire();
    taken.holder = "somebody";
    object_api leases(server, lease_type());
    REQUIRE(co_await leases.update(lease_object({space, "leader"}, taken), {.manager = "test"}));
    const auto why = co_await first.hold();
    CHECK(why.message == "leading by the Lease " + space + "/leader: the lease is held by somebody");
    CHECK_FALSE(first.leads());
    co_await first.release();
    CHECK((co_await stored(server, space)).holder == "somebody");
  });
}

TEST_CASE("an update for a version that is no more is a conflict") {
  kit::run([](asio::any_io_executor executor) -> task<void> {
    client server(executor, test::admin_config());
    const object_key key{co_await test::new_namespace(server), "leader"};
    object_api leases(server, lease_type());
    auto made = co_await leases.create(lease_object(key, {.holder = "a", .duration = 1s}), {.manager = "test"});
    REQUIRE(made);
    auto content = *lease_of(*made);
    content.holder = "b";
    REQUIRE(co_await leases.update(lease_object(key, content), {.manager = "test"}));
    const auto late = co_await leases.update(lease_object(key, content), {.manager = "test"});
    REQUIRE_FALSE(late);
    CHECK(late.error().code == errc::conflict);
  });
}
