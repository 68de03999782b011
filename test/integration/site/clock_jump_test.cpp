// SPDX-License-Identifier: Apache-2.0
// The wall clock jumps by a year, and back, under an operator and an agent that run; both in this process, because the
// machine's clock is not ours to set. Every other program keeps the right time, so the two disagree with a second operator,
// with NATS, podman and the API server as well.
#include <csignal>
#include <ctime>

#include <catch2/generators/catch_generators.hpp>

#include "harmony/contracts/names.hpp"
#include "here.hpp"
#include "kit/closing.hpp"
#include "kit/deployments.hpp"
#include "kit/log_capture.hpp"
#include "wall_clock.hpp"

using namespace harmony;
using namespace harmony::test;

namespace {

/// Long enough for a leader whose process also does what the test does.
const auto quick = fleet::test::quick_election("9s", "8s");
constexpr kube::election_timing same_here{.duration = 9s, .renew_deadline = 8s, .retry_period = 200ms};

fleet::operator_settings operator_settings(site& all) {
  auto settings = fleet::test::settings_here(all.center());
  settings.election =
      kube::election_settings{.lease = {std::string(contracts::operator_namespace), std::string(contracts::operator_lease)},
                              .identity = settings.identity,
                              .timing = same_here,
                              .manager = std::string(contracts::operator_manager)};
  return settings;
}

class story {
 public:
  explicit story(site& all) : all_(all) {}

  task<void> tell(std::chrono::seconds jump) {
    co_await begin();
    const auto before = site::containers();
    co_await lose_nats();  // each client waits for its next try
    const auto tries = restarts_of_ending();
    jump_to(jump);
    co_await all_.apply("upgraded", 2);
    shared_podman().command({"kill", id_of(before, "killed")});
    center_.server().start();
    REQUIRE(co_await becomes([&] { return all_.is_complete("upgraded", 2); }));
    REQUIRE(co_await becomes([&] { return is_started_again("killed"); }));
    // It was waiting for its next start as well.
    REQUIRE(co_await becomes([&] { return restarts_of_ending() > tries; }));
    co_await hear_heartbeat();
    co_await change_leader();

    co_await lose_nats();
    jump_to(0s);
    co_await all_.apply("upgraded", 1);
    co_await all_.apply("late", 2);
    center_.server().start();
    co_await find_as_asked(before);
  }

 private:
  task<void> begin() {
    for (const auto* name : {"killed", "quiet", "upgraded"}) co_await all_.apply(name, 1);
    auto service = kit::service("main", "localhost/web:1");
    service.command = {"/bin/busybox", "false"};
    auto ending = center_.spec(service.image.text());
    ending.score = kit::score({service});
    co_await center_.deployments().apply("ending", ending);
    for (const auto* name : {"killed", "quiet", "upgraded"})
      REQUIRE(co_await becomes([&] { return all_.is_complete(name, 1); }));
    REQUIRE(co_await becomes([&] { return ending_is_failed(); }));
    REQUIRE(co_await becomes([&] { return restarts_of_ending() >= 2; }));
  }

  task<void> lose_nats() {
    const auto lost = [&] { return log_.count("state=disconnected"); };
    const auto before = lost();
    center_.server().kill();
    // The operator's, the agent's and the test's own connection.
    REQUIRE(co_await becomes([&] { return lost() >= before + 3; }));
  }

  void jump_to(std::chrono::seconds ahead) {
    set_wall_clock_ahead(ahead);
    const auto machines = wall_clock::from_time_t(std::time(nullptr));
    REQUIRE(std::chrono::abs(wall_clock::now() - machines - ahead) < 1h);
  }

  /// The one that comes with a connection is long sent: the next is one of those that come every half a minute.
  task<void> hear_heartbeat() {
    bool heard = false;
    const auto beats =
        center_.streams().over().subscribe(contracts::heartbeat_subject(all_.device()), [&](std::span<nats::message> batch) {
          for (const auto& one : batch) {
            const auto beat = contracts::decode_text<contracts::heartbeat>(one.payload);
            if (beat && std::chrono::abs(beat->at.at - wall_clock::now()) < 1h) heard = true;
          }
        });
    REQUIRE(co_await becomes([&] { return heard; }));
  }

  /// The leader, whose clock is right, has renewed its Lease many times by now. It dies without giving it up.
  task<void> change_leader() {
    CHECK(leading_here() == 0);
    CHECK_FALSE(center_.log().contains("no longer the leader"));
    center_.running().signal(SIGKILL);
    REQUIRE(co_await becomes([&] { return leading_here() == 1; }));
  }

  task<void> find_as_asked(const std::vector<container>& before) {
    for (const auto& [name, version] :
         {std::pair("killed", 1), std::pair("late", 2), std::pair("quiet", 1), std::pair("upgraded", 1)})
      REQUIRE(co_await becomes([&] { return all_.is_complete(name, version); }));
    REQUIRE(co_await becomes([&] { return ending_is_failed(); }));
    const auto after = site::containers();
    REQUIRE(after.size() == 5);
    CHECK(of(after, "quiet") == of(before, "quiet"));
    for (const auto* name : {"killed", "ending"}) CHECK(id_of(after, name) == id_of(before, name));
    const auto state = co_await all_.reported();
    REQUIRE(state);
    for (const auto& one : state->deployments) {
      CAPTURE(one.name.text());
      if (one.name.text() != "ending") CHECK(one.restarts == (one.name.text() == "killed" ? 1 : 0));
    }
    CHECK(log_.count("no longer the leader") == 0);
    CHECK(log_.count("two agents have one device id") == 0);
  }

  [[nodiscard]] long leading_here() const { return log_.count("info    leading "); }
  [[nodiscard]] long restarts_of_ending() const {
    return log_.count("starting what ended deployment=" + center_.space() + "/ending ");
  }
  [[nodiscard]] task<bool> ending_is_failed() {
    return center_.deployments().status_is("ending", [](const contracts::deployment_status& now) {
      const auto& counts = now.aggregate;
      return counts.matched == 1 && counts.updated == 1 && counts.failed == 1 && counts.succeeded == 0 && counts.pending == 0 &&
             counts.unreachable == 0;
    });
  }
  [[nodiscard]] task<bool> is_started_again(std::string name) {
    const auto state = co_await all_.reported();
    co_return state&& std::ranges::any_of(state->deployments, [&](const auto& one) {
      return one.name.text() == name && one.restarts == 1 && one.phase == contracts::phase::running;
    });
  }
  [[nodiscard]] const container& of(const std::vector<container>& all, const std::string& name) const {
    const auto found = std::ranges::find(all, center_.space() + "/" + name, &container::deployment);
    REQUIRE(found != all.end());
    return *found;
  }
  [[nodiscard]] std::string id_of(const std::vector<container>& all, const std::string& name) const { return of(all, name).id; }

  template <class Condition>
  [[nodiscard]] task<bool> becomes(Condition condition) {
    const bool held = co_await all_.becomes(std::move(condition));
    if (!held)
      for (const auto& line : log_.lines()) UNSCOPED_INFO(line);
    co_return held;
  }

  site& all_;
  fleet::test::hub& center_ = all_.center();
  kit::log_capture log_;
};

}  // namespace

TEST_CASE("a clock that jumps by a year, and is set right again, delays nothing, loses nothing and deposes nobody") {
  const std::chrono::seconds jump = GENERATE(std::chrono::days(365), std::chrono::days(-365));
  CAPTURE(jump.count());
  with_idle_site([&](site& all) -> task<void> {
    const kit::temp_dir folder;
    all.center().start_operator(quick);
    REQUIRE(co_await all.becomes([&] { return all.center().running().leads(); }));
    story told(all);
    co_await beside_both(all, operator_settings(all), agent_config_here(all, folder),
                         kit::closing(told.tell(jump), []() -> task<void> {
                           set_wall_clock_ahead(0s);
                           co_return;
                         }));
  });
}
