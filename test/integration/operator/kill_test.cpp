// SPDX-License-Identifier: Apache-2.0
// An operator that is killed at each of its writes in turn, right before the server hears of it and right after it answered.
// The next one finishes, and no device was ever told anything but what somebody asked for.
#include <csignal>
#include <optional>
#include <vector>

#include <catch2/generators/catch_generators.hpp>

#include "device.hpp"
#include "hub.hpp"
#include "kit/closing.hpp"
#include "kit/deployments.hpp"
#include "kit/relay.hpp"
#include "kit/strike.hpp"
#include "record.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;
using kit::strike;

namespace {

/// An operator that dies at its `number`th write, and the one that comes after it.
class succession {
 public:
  succession(hub& all, int number, strike::moment when)
      : all_(all),
        at_(number, when, [this] { victim_->signal(SIGKILL); }),
        to_nats_(all.executor(), all.nats_address(), {.new_tap = [this] { return at_.nats(); }}),
        to_cluster_(all.executor(), all.cluster_address(),
                    {.tls = {.verify = false}, .new_tap = [this] { return at_.http(); }}),
        victim_(all.by(fmt::format("nats://127.0.0.1:{}", to_nats_.where().port), all.kubeconfig_by(to_cluster_),
                       {"--no-leader-elect"})) {}

  /// Looks until it holds, and sees to it that somebody works on it.
  template <class Condition>
  [[nodiscard]] task<bool> becomes(Condition condition) {
    return all_.becomes([this, condition]() -> task<bool> {
      if (at_.struck() && !heir_) heir_ = all_.another({"--no-leader-elect"});
      co_return co_await condition();
    });
  }
  [[nodiscard]] const strike& at() const { return at_; }
  [[nodiscard]] task<void> close() {
    // First the relays: what still passes through them could be the write to strike at.
    co_await to_nats_.close();
    co_await to_cluster_.close();
    victim_.reset();
    heir_.reset();
  }

 private:
  hub& all_;
  strike at_;
  kit::relay to_nats_;
  kit::relay to_cluster_;
  std::unique_ptr<replica> victim_;
  std::unique_ptr<replica> heir_;
};

/// One Deployment's life on one device.
task<void> live_through(hub& all, succession& operators, device& plc, std::string name) {
  const auto labels = kit::labels({{"run", name}});
  const record history(all.streams(), plc.id());
  // As an agent does: it waits for the operator to make the buckets.
  REQUIRE(co_await operators.becomes([&]() -> task<bool> {
    try {
      co_await plc.join(labels);
    } catch (const std::runtime_error&) {
      co_return false;
    }
    co_return true;
  }));
  const auto runs = [&](const contracts::deployment_spec& spec, std::int64_t generation) -> task<void> {
    const auto revision = contracts::revision_of(spec.score);
    REQUIRE(co_await operators.becomes([&]() -> task<bool> {
      const auto orders = co_await plc.told();
      co_return orders && orders->document.deployments.size() == 1 && orders->document.deployments[0].revision == revision;
    }));
    co_await plc.report(phase::running);
    REQUIRE(co_await operators.becomes([&] {
      return all.deployments().status_is(name, [&](const contracts::deployment_status& now) {
        const auto& counts = now.aggregate;
        return now.observed_generation == generation && now.update_revision == revision && counts.matched == 1 &&
               counts.updated == 1 && counts.succeeded == 1 && counts.failed == 0 && counts.pending == 0;
      });
    }));
  };

  const auto first = kit::spec(labels, "localhost/web:1");
  const auto second = kit::spec(labels, "localhost/web:2");
  co_await all.deployments().apply(name, first);
  co_await runs(first, 1);
  co_await all.deployments().apply(name, second);
  co_await runs(second, 2);
  co_await all.deployments().remove(name);
  REQUIRE(co_await operators.becomes([&] { return all.deployments().gone(name); }));
  REQUIRE(co_await operators.becomes([&] { return plc.is_told({}); }));

  const std::vector<std::vector<contracts::revision>> asked{
      {contracts::revision_of(first.score)}, {contracts::revision_of(second.score)}, {}};
  CHECK(history.orders() == asked);
}

/// True if an operator was killed.
task<bool> kill_at(hub& all, int number, strike::moment when) {
  const auto name = fmt::format("web-{}-{}", when == strike::moment::before ? "before" : "after", number);
  device plc(all.streams(), name);
  succession operators(all, number, when);
  co_await kit::closing(live_through(all, operators, plc, name), [&] {
    UNSCOPED_INFO(name << ": " << operators.at().what());
    return operators.close();
  });
  co_return operators.at().struck();
}

}  // namespace

TEST_CASE("an operator that is killed at any of its writes is finished by the next one, and no device is told anything else") {
  const auto when = GENERATE(strike::moment::before, strike::moment::after);
  int number = 1;
  for (bool killed = true; killed; ++number)
    with_hub([&](hub& all) -> task<void> { killed = co_await kill_at(all, number, when); });
  // Buckets, finalizer, scores, documents and statuses.
  CHECK(number > 15);
}
