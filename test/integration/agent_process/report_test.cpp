// SPDX-License-Identifier: Apache-2.0
// What the device says of itself.
#include "field.hpp"
#include "harmony/contracts/digest.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

/// A heartbeat that comes by then does not come because an interval is over.
constexpr auto before_the_next_beat = contracts::heartbeat_interval / 2;

}  // namespace

TEST_CASE("info, state and heartbeats tell who the device is, what it runs, and that they belong together") {
  with_field([](field& all) -> task<void> {
    co_await all.make_buckets();
    std::vector<contracts::heartbeat> beats;
    const auto listening =
        all.streams().over().subscribe(contracts::heartbeat_subject(all.device()), [&](std::span<nats::message> batch) {
          for (const auto& one : batch) beats.push_back(contracts::decode_text<contracts::heartbeat>(one.payload).value());
        });
    all.start_agent();
    REQUIRE(co_await all.runs("web", web(1)));

    const auto info = contracts::decode_text<contracts::device_info>(co_await all.stored(contracts::device_info_bucket));
    REQUIRE(info);
    CHECK(info->device == all.device());
    CHECK(info->labels == kit::labels({{"site", "lyon"}, {"tier", "edge"}}));
    CHECK((info->inventory.arch == "amd64" || info->inventory.arch == "arm64"));
    CHECK_FALSE(info->inventory.hostname.empty());
    CHECK_FALSE(info->inventory.kernel.empty());
    CHECK(info->inventory.cpu_cores > 0);
    CHECK(info->inventory.memory_mb > 0);
    CHECK_FALSE(info->inventory.agent_version.empty());

    const auto state = co_await all.state();
    CHECK(state->device == all.device());
    CHECK(state->boot_id == info->boot_id);
    CHECK(state->n > info->n);
    const auto& entry = state->deployments.front();
    CHECK(entry.namespace_.text() == "plant");
    CHECK(entry.name.text() == "web");
    CHECK(entry.uid == "uid-of-web");
    CHECK(entry.revision == contracts::revision_of(web(1)));
    CHECK(entry.restarts == 0);
    CHECK(entry.last_error.empty());

    REQUIRE(co_await kit::eventually(before_the_next_beat, [&] { return !beats.empty(); }));
    CHECK(beats.front().boot_id == info->boot_id);
  });
}

TEST_CASE("a device that finds its hub again says at once which report it made last") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto digest = contracts::short_digest(co_await all.stored(contracts::device_state_bucket));
    std::vector<std::string> digests;
    const auto listening =
        all.streams().over().subscribe(contracts::heartbeat_subject(all.device()), [&](std::span<nats::message> batch) {
          for (const auto& one : batch)
            digests.push_back(contracts::decode_text<contracts::heartbeat>(one.payload).value().digest);
        });
    co_await all.restart_nats(true);
    REQUIRE(co_await kit::eventually(before_the_next_beat, [&] { return !digests.empty(); }));
    CHECK(digests.front() == digest);
  });
}

TEST_CASE("a device that is asked to reports its info and its state again") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    for (const auto bucket : {contracts::device_info_bucket, contracts::device_state_bucket}) {
      nats::bucket lost(all.streams(), std::string(bucket));
      REQUIRE(co_await lost.purge(all.device().text(), patience));
    }
    REQUIRE(all.streams().over().publish({.subject = contracts::resync_subject(all.device())}));
    CHECK(co_await all.becomes([&] { return all.is_in(phase::running); }));
    CHECK(
        co_await all.becomes([&]() -> task<bool> { co_return !(co_await all.stored(contracts::device_info_bucket)).empty(); }));
  });
}

TEST_CASE("an agent that is there before the buckets reports as soon as they are") {
  with_field([](field& all) -> task<void> {
    all.start_agent();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("cannot report"); }));
    co_await all.make_buckets();
    CHECK(co_await all.becomes([&] { return all.reports_nothing(); }));
    CHECK(co_await all.runs("web", web(1)));
  });
}
