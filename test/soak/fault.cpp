// SPDX-License-Identifier: Apache-2.0
#include "soak/fault.hpp"

#include <csignal>
#include <stdexcept>

#include <fmt/format.h>

#include "harmony/contracts/names.hpp"
#include "harmony/nats/kv.hpp"
#include "kit/delete_stream.hpp"

namespace harmony::soak {

namespace {

using std::chrono::milliseconds;

/// Kills what runs in the container, if there is one, as a program's own mistake does.
void kill_a_container(device& one) {
  const auto ids = one.podman->command({"ps", "--quiet", "--no-trunc"});
  const auto first = ids.substr(0, ids.find('\n'));
  if (first.empty()) return;
  one.killed.insert(first);
  try {
    one.podman->command({"kill", "--signal", "KILL", first});
  } catch (const std::runtime_error&) {
    // The agent was quicker: it has been replaced.
  }
}

task<void> lose_power(device& one) {
  one.lost_power = true;
  one.agent->suspend();
  one.podman->power_cut();
  one.podman->start();
  one.agent->resume();
  co_return;
}

std::vector<fault> of_programs(ground& all) {
  std::vector<fault> some;
  for (auto& one : all.operators()) {
    some.push_back({one.name() + " is killed", [&](milliseconds) -> task<void> {
                      one.signal(SIGKILL);
                      co_return;
                    }});
    some.push_back({one.name() + " stands still", [&](milliseconds duration) -> task<void> {
                      one.signal(SIGSTOP);
                      co_await sleep_for(3 * duration);  // longer than its lease now and then
                      one.signal(SIGCONT);
                    }});
  }
  return some;
}

std::vector<fault> of_servers(ground& all) {
  return {
      {"NATS stands still",
       [&](milliseconds duration) -> task<void> {
         all.nats().process().signal(SIGSTOP);
         co_await sleep_for(duration);
         all.nats().process().signal(SIGCONT);
       }},
      {"NATS is killed",
       [&](milliseconds duration) -> task<void> {
         all.nats().kill();
         co_await sleep_for(duration);
         all.nats().start();
       }},
      {"NATS loses its data",
       [&](milliseconds duration) -> task<void> {
         all.nats().kill();
         all.nats().lose_data();
         co_await sleep_for(duration);
         all.nats().start();
       }},
      {"the API server is killed",
       [&](milliseconds duration) -> task<void> {
         all.cluster().stop();
         co_await sleep_for(duration);
         all.cluster().start();
       }},
  };
}

void add_deletion(std::vector<fault>& to, ground& all, std::string stream) {
  to.push_back({fmt::format("the stream {} is deleted", stream), [&all, stream](milliseconds) -> task<void> {
                  constexpr milliseconds patience = 1min;
                  (void)co_await all.link().wait_connected(patience);
                  (void)co_await kit::delete_stream(all.link(), stream, patience);
                }});
}

/// Cut, half-closed, held and slow: what a router does when it starts anew, a proxy that dies slowly, a tunnel that nobody
/// drives out of, and a village with one antenna.
void add_network(std::vector<fault>& to, const std::string& whose, kit::relay& way) {
  to.push_back({fmt::format("cut: {}", whose), [&way](milliseconds) -> task<void> {
                  way.cut();
                  co_return;
                }});
  to.push_back({fmt::format("half-closed: {}", whose), [&way](milliseconds) -> task<void> {
                  way.half_close(kit::relay::side::server);
                  co_return;
                }});
  to.push_back({fmt::format("held: {}", whose), [&way](milliseconds duration) -> task<void> {
                  way.hold(true);
                  co_await sleep_for(duration);
                  way.hold(false);
                }});
  to.push_back({fmt::format("slow: {}", whose), [&way](milliseconds duration) -> task<void> {
                  way.delay(400ms);
                  co_await sleep_for(3 * duration);
                  way.delay(0ms);
                }});
}

void add_device(std::vector<fault>& to, device& one) {
  const auto& name = one.where.device;
  to.push_back({fmt::format("the agent of {} is killed", name), [&](milliseconds) -> task<void> {
                  one.agent->signal(SIGKILL);
                  co_return;
                }});
  to.push_back({fmt::format("a container of {} is killed", name), [&](milliseconds) -> task<void> {
                  kill_a_container(one);
                  co_return;
                }});
  to.push_back({fmt::format("podman of {} is killed", name), [&](milliseconds duration) -> task<void> {
                  one.podman->kill();
                  co_await sleep_for(duration);
                  one.podman->start();
                }});
  to.push_back({fmt::format("{} loses power", name), [&](milliseconds) { return lose_power(one); }});
  add_network(to, name + " to NATS", *one.to_nats);
}

}  // namespace

std::vector<fault> faults_of(ground& all) {
  auto some = of_programs(all);
  for (auto& one : of_servers(all)) some.push_back(std::move(one));
  for (const auto bucket : {contracts::desired_state_bucket, contracts::scores_bucket, contracts::device_info_bucket,
                            contracts::device_state_bucket})
    add_deletion(some, all, nats::bucket_stream_name(bucket));
  add_deletion(some, all, std::string(contracts::device_events_stream));
  add_network(some, "operators to NATS", all.to_nats());
  add_network(some, "operators to the cluster", all.to_cluster());
  for (auto& one : all.devices()) add_device(some, one);
  return some;
}

}  // namespace harmony::soak
