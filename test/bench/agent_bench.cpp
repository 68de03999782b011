// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include <fmt/format.h>

#include "bench/loop_bench.hpp"
#include "bench/plain_nats.hpp"
#include "bench/usage.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/nats/kv.hpp"
#include "kit/deployments.hpp"
#include "operator/assets.hpp"

namespace harmony::bench {

namespace {

constexpr auto device = "idle";
constexpr double seconds_a_day = 86400;

contracts::device_id device_name() { return contracts::device_id::parse(device).value(); }

/// The operator's part, played by the benchmark: so many Deployments of one service.
task<void> order(line& over, int workloads) {
  contracts::desired_state document{.device = device_name(), .epoch = {}, .deployments = {}};
  nats::bucket scores(over.streams(), std::string(contracts::scores_bucket));
  for (int number = 0; number < workloads; ++number) {
    const auto score = kit::score({kit::service("main", image)});
    const auto revision = contracts::revision_of(score);
    good(co_await scores.put(revision.text(), contracts::encode_text(score), patience));
    document.deployments.push_back({.namespace_ = contracts::resource_name::parse("default").value(),
                                    .name = contracts::resource_name::parse(fmt::format("idle-{}", number)).value(),
                                    .uid = fmt::format("uid-{}", number),
                                    .generation = 1,
                                    .revision = revision});
  }
  ear states(over, nats::key_subject(contracts::device_state_bucket, device));
  nats::bucket documents(over.streams(), std::string(contracts::desired_state_bucket));
  good(co_await documents.put(device, contracts::encode_text(document), patience));
  (void)co_await states.hears([&](const nats::message& what) {
    const auto state = contracts::decode_text<contracts::device_state>(what.payload);
    return state && std::ssize(state->deployments) == workloads &&
           std::ranges::all_of(state->deployments, [](const auto& one) { return one.phase == contracts::phase::running; });
  });
}

/// The same outside calls, made directly.
task<double> floor_of_start(stage& on) {
  const auto begun = steady_clock::now();
  plain_nats plain(on.nats().url());
  auto libpod = on.libpod();
  good(co_await libpod.list(std::string(contracts::container_deployment_label)));
  plain.put(nats::key_subject(contracts::device_state_bucket, "floor"), "{}");
  co_return in_ms(steady_clock::now() - begun);
}

task<void> measure_start(stage& on, choice how, std::vector<figure>& into) {
  figure start{.name = "agent: start to first state acknowledged", .unit = "ms"};
  line over(on);
  co_await over.begin();
  {
    // The first heartbeat follows the first acknowledgement at once.
    ear beats(over, contracts::heartbeat_subject(device_name()));
    for (int run = 0; run < how.runs; ++run) {
      start.floor.push_back(co_await floor_of_start(on));
      co_await sleep_for(calm);
      beats.forget();
      const auto begun = steady_clock::now();
      on.start_agent(device);
      start.values.push_back(in_ms(co_await beats.hears([](const auto&) { return true; }) - begun));
      on.stop_agent();
      co_await sleep_for(calm);
    }
  }
  co_await over.end();
  into.push_back(std::move(start));
}

/// Nobody but the agent is on the wire meanwhile.
void measure_idle(stage& on, int workloads, std::chrono::seconds window, std::vector<figure>& into) {
  const auto seen = watch_idle(on.agent(), window);
  const auto add = [&](std::string_view what, std::string_view unit, std::vector<double> values) {
    into.push_back({.name = fmt::format("agent idle, {} workloads: {}", workloads, what),
                    .unit = std::string(unit),
                    .values = std::move(values)});
  };
  add("memory (PSS)", "MiB", seen.pss_mib);
  add("memory (RSS)", "MiB", seen.rss_mib);
  add("threads", "", {static_cast<double>(seen.threads)});
  add("processor", "% of a core", {seen.cpu_percent});
}

void measure_day(stage& on, std::chrono::seconds window, std::vector<figure>& into) {
  constexpr double link_header = 14;
  const auto on_wire = [] {
    return static_cast<double>(loopback_bytes()) - link_header * static_cast<double>(loopback_packets());
  };
  const auto written = usage_of(on.agent()).disk_bytes;
  const auto sent = on_wire();
  std::this_thread::sleep_for(window);
  const auto days = static_cast<double>(window.count()) / seconds_a_day;
  into.push_back(
      {.name = "agent idle: on the wire, IP packets both ways", .unit = "bytes/day", .values = {(on_wire() - sent) / days}});
  into.push_back({.name = "agent idle: written to disk",
                  .unit = "bytes/day",
                  .values = {static_cast<double>(usage_of(on.agent()).disk_bytes - written) / days}});
}

}  // namespace

task<void> measure_agent(stage& on, choice how, std::vector<figure>& into) {
  {
    line over(on);
    co_await over.begin();
    good(co_await fleet::assets(over.streams(), [] {}).ensure());
    co_await over.end();
  }
  co_await measure_start(on, how, into);
  on.start_agent(device);
  for (const int workloads : {0, 1, 10}) {
    {
      line over(on);
      co_await over.begin();
      co_await order(over, workloads);
      co_await over.end();
    }
    co_await sleep_for(calm);
    measure_idle(on, workloads, how.window, into);
  }
  // Longer than the agent's rarest habit, reading its document again every ten minutes or so.
  measure_day(on, 12 * how.window, into);
  {
    line over(on);
    co_await over.begin();
    co_await order(over, 0);
    co_await over.end();
  }
  on.stop_agent();
}

}  // namespace harmony::bench
