// SPDX-License-Identifier: Apache-2.0
// A device that loses power at each of its agent's calls to podman in turn, while podman works on it and when podman has
// answered: while it pulls, creates, upgrades and removes. It boots without a network first: what the disk says runs, as far as
// the device has it, and nothing else goes. With the network it does what it is told: never two containers for one service,
// none left over.
#include <algorithm>

#include <catch2/generators/catch_generators.hpp>

#include "kit/closing.hpp"
#include "kit/deployments.hpp"
#include "kit/registry.hpp"
#include "kit/strike.hpp"
#include "whole_life.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using kit::strike;

namespace {

std::string image(int version) { return kit::registry::reference("shop/web:" + std::to_string(version)); }

contracts::score shop(int version) { return kit::score({kit::service("main", image(version))}); }

bool is_on_device(const std::string& image) {
  return shared_podman().command({"images", "--quiet", "--filter", "reference=" + image}) != "";
}

/// A device whose power goes at the agent's `number`th call.
class device_life {
 public:
  device_life(field& all, kit::registry& images, int number, strike::moment when)
      : all_(all),
        images_(images),
        at_(number, when, [this] { all_.power_cut(); }),
        to_podman_(all.relay_to_podman({.new_tap = [this] { return at_.http(); }})) {
    all_.start_agent(to_podman_.where().socket_path);
  }

  /// Looks until it holds; after the power cut the device boots.
  template <class Condition>
  [[nodiscard]] task<bool> becomes(Condition condition) {
    return all_.becomes([this, condition]() -> task<bool> {
      if (at_.struck() && !std::exchange(booted_, true)) {
        co_await boot_without_network();
        all_.server().start();
        images_.start();
        REQUIRE(co_await all_.streams().over().wait_connected(patience));
      }
      co_return co_await condition();
    });
  }
  [[nodiscard]] const strike& at() const { return at_; }
  [[nodiscard]] task<void> close() { return to_podman_.close(); }

 private:
  task<void> boot_without_network() {
    all_.server().stop();
    images_.stop();
    shared_podman().start();
    const auto before = field::containers();
    CHECK(before.size() <= 1);
    const auto wanted = all_.on_disk();
    REQUIRE(wanted);
    all_.start_agent();
    if (wanted->deployments.empty()) {
      CHECK(co_await all_.becomes([] { return field::containers().empty(); }));
      co_return;
    }
    const auto revision = wanted->deployments.front().revision.text();
    const auto version = revision == contracts::revision_of(shop(1)).text() ? 1 : 2;
    const bool is_there = is_on_device(image(version)) || std::ranges::contains(before, revision, &container::revision);
    if (is_there || !before.empty()) {
      // What cannot be had leaves running what ran before.
      const auto running = is_there ? revision : before.front().revision;
      CHECK(co_await all_.becomes([&] { return field::runs_only(running); }));
    } else {
      CHECK(co_await all_.becomes([&] { return all_.log().contains("reconcile failed"); }));
      CHECK(field::containers().empty());
    }
    CHECK(all_.log().contains("desired document from disk deployments=1"));
  }

  field& all_;
  kit::registry& images_;
  strike at_;
  kit::relay to_podman_;
  bool booted_ = false;
};

/// True if the power went.
task<bool> power_goes_at(field& all, kit::registry& images, int number, strike::moment when) {
  device_life life(all, images, number, when);
  co_await kit::closing(live_through(all, life, shop), [&] {
    UNSCOPED_INFO("power cut at call " << number << ": " << life.at().what());
    return life.close();
  });
  co_return life.at().struck();
}

}  // namespace

TEST_CASE("a device that loses power at any of its agent's calls brings back what it should run, and then what it is told") {
  const auto when = GENERATE(strike::moment::during, strike::moment::after);
  kit::registry images;
  for (const int version : {1, 2})
    images.publish(shared_podman(), "shop/web:" + std::to_string(version), "hello from " + std::to_string(version));
  int number = 1;
  for (bool went = true; went; ++number)
    with_field([&](field& all) -> task<void> {
      for (const int version : {1, 2})
        if (is_on_device(image(version))) shared_podman().command({"rmi", image(version)});
      co_await all.make_buckets();
      went = co_await power_goes_at(all, images, number, when);
    });
  // Pull, create and start; pull, stop, remove, create and start; stop and remove.
  CHECK(number > 10);
}
