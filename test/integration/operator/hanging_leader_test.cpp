// SPDX-License-Identifier: Apache-2.0
// A leader that hangs for longer than its Lease lasts and then goes on, with all the news in its sockets.
#include <csignal>
#include <deque>

#include "hub.hpp"
#include "kit/closing.hpp"
#include "told_device.hpp"
#include "write_record.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

const auto quick = quick_election("9s", "8s");

/// An operator behind relays that write down what it writes.
struct watched {
  watched(hub& all, write_record& record, std::string who)
      : to_nats(all.executor(), all.nats_address(), {.new_tap = [&record, who] { return record.nats(who); }}),
        to_cluster(all.executor(), all.cluster_address(),
                   {.tls = {.verify = false}, .new_tap = [&record, who] { return record.http(who); }}),
        running(all.by(fmt::format("nats://127.0.0.1:{}", to_nats.where().port), all.kubeconfig_by(to_cluster), quick)) {}
  task<void> close() {
    running.reset();
    co_await to_nats.close();
    co_await to_cluster.close();
  }

  kit::relay to_nats;
  kit::relay to_cluster;
  std::unique_ptr<replica> running;
};

/// The epochs of all documents, in the order in which they were stored.
class epochs {
 public:
  explicit epochs(nats::jetstream& streams)
      : pushes_(streams.over().subscribe(
            std::string(contracts::desired_republish_destination), [this](std::span<nats::message> batch) {
              for (const auto& one : batch)
                all_.push_back(contracts::decode_text<contracts::desired_state>(one.payload).value().epoch.transitions);
            })) {}
  epochs(const epochs&) = delete;
  epochs& operator=(const epochs&) = delete;
  [[nodiscard]] const std::vector<std::int64_t>& all() const { return all_; }

 private:
  std::vector<std::int64_t> all_;
  nats::subscription pushes_;
};

task<bool> is_complete(hub& all, contracts::revision revision, std::int64_t devices) {
  return all.deployments().status_is("web", [revision, devices](const contracts::deployment_status& now) {
    return now.update_revision == revision && now.aggregate.matched == devices && now.aggregate.succeeded == devices &&
           now.aggregate.pending == 0;
  });
}

task<void> live_through(hub& all, const write_record& record, replica& first, watched& successor) {
  constexpr int fleet_size = 20;
  const epochs stored(all.streams());
  std::deque<told_device> devices;
  std::vector<std::vector<contracts::revision>> asked;
  const auto roll_out = [&](const contracts::deployment_spec& spec) -> task<void> {
    asked.push_back({contracts::revision_of(spec.score)});
    co_await all.deployments().apply("web", spec);
    REQUIRE(co_await all.becomes([&] {
      return std::ranges::all_of(devices, [&](const auto& each) {
        return !each.history.told().empty() && each.history.told().back() == asked.back();
      });
    }));
    for (auto& each : devices) co_await each.one.report(phase::running);
    REQUIRE(co_await all.becomes([&] { return is_complete(all, asked.back().front(), fleet_size); }));
  };

  for (int number = 0; number < fleet_size; ++number) {
    devices.emplace_back(all, number);
    co_await devices.back().one.join(all.matching());
  }
  co_await roll_out(all.spec("localhost/web:1"));
  REQUIRE(co_await all.becomes([&] { return successor.running->is_ready(); }));

  first.signal(SIGSTOP);
  co_await roll_out(all.spec("localhost/web:2"));
  first.signal(SIGCONT);
  CHECK(co_await first.ended_behind_relays() == 1);
  CHECK(first.log().contains("harmony-iot operator: leading by the Lease harmony-iot/harmony-iot-operator: the lease"));
  co_await roll_out(all.spec("localhost/web:3"));

  CHECK(co_await successor.running->stop_behind_relays() == 0);

  const auto& writes = record.writes();
  const auto takes_over = std::ranges::find(writes, "second", &write_record::write::who);
  REQUIRE(takes_over != writes.end());
  CHECK(takes_over != writes.begin());
  for (auto late = takes_over; late != writes.end(); ++late) CHECK(late->who + " " + late->what == "second " + late->what);
  CHECK(std::ranges::is_sorted(stored.all()));
  CHECK(stored.all().back() == stored.all().front() + 1);
  for (const auto& each : devices) CHECK(each.history.orders() == asked);
}

}  // namespace

TEST_CASE("a leader that hangs beyond its Lease writes nothing after its successor's first write, and ends when it goes on") {
  with_hub([](hub& all) -> task<void> {
    write_record record;
    watched first(all, record, "first");
    REQUIRE(co_await all.becomes([&] { return first.running->leads(); }));
    watched second(all, record, "second");
    co_await kit::closing(live_through(all, record, *first.running, second), [&]() -> task<void> {
      UNSCOPED_INFO(first.running->log());
      UNSCOPED_INFO(second.running->log());
      co_await second.close();
      co_await first.close();
    });
  });
}
