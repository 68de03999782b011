// SPDX-License-Identifier: Apache-2.0
// What becomes of a roll-out in the middle of which NATS is killed, as a power cut or the kernel does it, and started again
// with what its disk had by then; or in which a device's connection is cut again and again.
#include <algorithm>
#include <map>
#include <ranges>

#include <fmt/format.h>

#include "kit/closing.hpp"
#include "kit/relay.hpp"
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

/// All parts are brought from the first version to the second, beside "web", which stays as it is.
class roll_out {
 public:
  explicit roll_out(site& all) : all_(all) {}

  [[nodiscard]] task<void> prepare() {
    for (const auto& name : names()) co_await all_.apply(name, 1);
    REQUIRE(co_await all_.becomes([this] { return are_complete(all_, 1); }));
    before_ = by_deployment();
    REQUIRE(before_.size() == rolled_out + 1);
    made_before_ = shared_podman().containers_made();
  }
  /// Returns when the first container was replaced, or is being so.
  [[nodiscard]] task<void> begin() {
    for (const auto& name : names()) co_await all_.apply(name, 2);
    REQUIRE(co_await all_.becomes([this] {
      middle_ = by_deployment();
      return std::ranges::any_of(middle_, [this](const auto& one) { return one.second.id != before_.at(one.first).id; });
    }));
  }
  /// It was completed, and each container was replaced once.
  [[nodiscard]] task<void> check() {
    REQUIRE(co_await all_.becomes([this] { return are_complete(all_, 2); }));
    CHECK(co_await all_.is_complete("web", 1));
    CHECK(co_await all_.becomes([this] { return all_.center().is_ready(); }));
    const auto after = by_deployment();
    REQUIRE(after.size() == rolled_out + 1);
    const auto web = all_.center().space() + "/web";
    CHECK(after.at(web) == before_.at(web));
    auto made = shared_podman().containers_made();
    for (const auto& [deployment, one] : after) {
      CAPTURE(deployment);
      CHECK(one.state == "running");
      CHECK(made[deployment] == made_before_.at(deployment) + (deployment == web ? 0 : 1));
      // What had been replaced and ran by then is what runs now.
      const auto then = middle_.find(deployment);
      if (then != middle_.end() && then->second.id != before_.at(deployment).id && then->second.state == "running")
        CHECK(one == then->second);
    }
    const auto state = co_await all_.reported();
    REQUIRE(state);
    for (const auto& one : state->deployments) CHECK(one.restarts == 0);
  }

 private:
  site& all_;
  std::map<std::string, container> before_;
  std::map<std::string, container> middle_;
  std::map<std::string, int> made_before_;
};

/// Between the agent and NATS; cut whenever a document with Deployments passes, a desired one or a report.
class broken_line {
 public:
  explicit broken_line(site& all)
      : relay_(all.center().executor(), all.center().nats_address(), {.new_tap = [this, where = all.center().executor()] {
                 const auto pass = [this, where](std::string bytes) {
                   if (left_ > 0 && bytes.contains(R"("deployments":[{)")) {
                     --left_;
                     asio::post(where, [this] { cut(); });
                   }
                   return bytes;
                 };
                 return kit::relay::tap{.to_server = pass, .to_client = pass};
               }}) {}
  broken_line(const broken_line&) = delete;
  broken_line& operator=(const broken_line&) = delete;

  [[nodiscard]] std::string url() const { return fmt::format("nats://127.0.0.1:{}", relay_.where().port); }
  void cut_next(int times) { left_ = times; }
  [[nodiscard]] int still_to_cut() const { return left_; }
  [[nodiscard]] task<void> close() { return relay_.close(); }

 private:
  /// Wholly, or what the server says.
  void cut() {
    if (left_ % 2 == 0)
      relay_.cut();
    else
      relay_.half_close(kit::relay::side::server);
  }

  int left_ = 0;
  kit::relay relay_;
};

}  // namespace

TEST_CASE("NATS that is killed in the middle of a roll-out and started again costs time: each container is replaced once") {
  with_site([](site& all) -> task<void> {
    roll_out parts(all);
    co_await parts.prepare();
    co_await parts.begin();
    const auto lost_after = all.agent().log().size();
    all.center().server().kill();
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      co_return all.agent().log().substr(lost_after).contains("not connected to NATS") &&
          !(co_await all.center().ask("/readyz/nats")).ok();
    }));
    all.center().server().start();
    co_await parts.check();
  });
}

TEST_CASE("a device whose connection is cut at whatever a roll-out makes it hear and say replaces each container once") {
  with_idle_site([](site& all) -> task<void> {
    broken_line to_nats(all);
    all.center().start_operator();
    all.start_agent_by(to_nats.url());
    const auto story = [&]() -> task<void> {
      co_await all.apply("web", 1);
      roll_out parts(all);
      co_await parts.prepare();
      to_nats.cut_next(8);
      co_await parts.begin();
      REQUIRE(co_await all.becomes([&] { return to_nats.still_to_cut() == 0; }));
      co_await parts.check();
    };
    co_await kit::closing(story(), [&] {
      all.stop_agent();
      return to_nats.close();
    });
  });
}
