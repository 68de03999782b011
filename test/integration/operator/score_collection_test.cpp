// SPDX-License-Identifier: Apache-2.0
// What becomes of the scores of earlier versions. The operator runs in this process, with a day that is shorter.
#include <csignal>
#include <utility>

#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "kit/closing.hpp"
#include "operator_here.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

namespace {

task<void> run_operator_here(hub& all) {
  auto settings = settings_here(all);
  settings.keep_scores = {.look_every = 100ms, .keep = 200ms};
  CHECK(co_await fleet::run_operator(all.executor(), std::move(settings)));
}

task<void> live_through(hub& all) {
  const auto one = all.spec("localhost/web:1");
  const auto two = all.spec("localhost/web:2");
  nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
  const auto is_stored = [&](const contracts::deployment_spec& spec) -> task<bool> {
    co_return (co_await scores.get(contracts::revision_of(spec.score).text(), patience)).has_value();
  };
  device plc(all.streams(), "plc-1");
  const auto runs = [&](const contracts::deployment_spec& spec) -> task<void> {
    co_await all.deployments().apply("web", spec);
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto told = co_await plc.told();
      co_return told && told->document.deployments.size() == 1 &&
          told->document.deployments.front().revision == contracts::revision_of(spec.score);
    }));
  };
  const auto last_made = nats::bucket_stream_name(contracts::device_state_bucket);
  REQUIRE(
      co_await all.becomes([&]() -> task<bool> { co_return (co_await all.streams().info(last_made, patience)).has_value(); }));
  co_await plc.join(all.matching());
  co_await runs(one);
  co_await runs(two);
  REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return !co_await is_stored(one); }));
  CHECK(co_await is_stored(two));
  // Back again: the score is there before the device hears of it.
  co_await runs(one);
  CHECK(co_await is_stored(one));
  REQUIRE(co_await all.becomes([&]() -> task<bool> { co_return !co_await is_stored(two); }));
  CHECK(co_await is_stored(one));
  co_await all.deployments().remove("web");
  REQUIRE(co_await all.becomes([&] { return plc.is_told({}); }));
  CHECK(co_await all.becomes([&]() -> task<bool> { co_return !co_await is_stored(one); }));
}

}  // namespace

TEST_CASE(
    "the score of an earlier version is removed once nothing has named it for long enough, and comes back with its version") {
  with_hub([](hub& all) -> task<void> {
    task_group here(all.executor());
    here.spawn("operator", run_operator_here(all));
    co_await kit::closing(live_through(all), [&] {
      if (here.size() == 1) std::raise(SIGTERM);
      return here.join();
    });
  });
}
