// SPDX-License-Identifier: Apache-2.0
// The buckets are written by others too: what they may say, and what is put right or not believed.
#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

task<std::uint64_t> put(hub& all, std::string_view bucket, std::string_view key, std::string value) {
  nats::bucket to(all.streams(), std::string(bucket));
  const auto stored = co_await to.put(std::string(key), std::move(value), patience);
  REQUIRE(stored);
  co_return *stored;
}

/// Whether the document is the device's own again, written after `revision`.
task<bool> is_put_right(const device& one, std::vector<std::string> names, std::uint64_t revision) {
  const auto orders = co_await one.told();
  co_return orders && orders->revision > revision&& co_await one.is_told(std::move(names));
}

}  // namespace

TEST_CASE("a desired document that somebody else wrote is put right") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    device plc(all.streams(), "plc-1");
    device idle(all.streams(), "plc-2");
    co_await plc.join(all.matching());
    co_await idle.join({});
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    REQUIRE(co_await all.becomes([&] { return idle.is_told({}); }));

    auto more = (co_await plc.told())->document;
    more.deployments.push_back(more.deployments.front());
    more.deployments.back().name = *contracts::resource_name::parse("unheard-of");
    auto foreign = more;
    foreign.device = *contracts::device_id::parse("plc-9");
    const std::vector<std::string> bodies{
        contracts::encode_text(contracts::desired_state{.device = plc.id(), .epoch = {}, .deployments = {}}),
        contracts::encode_text(more),
        contracts::encode_text(foreign),
        "not JSON",
        "{}",
        ""};
    for (const auto& body : bodies) {
      CAPTURE(body);
      auto written = co_await put(all, contracts::desired_state_bucket, plc.id().text(), body);
      REQUIRE(co_await all.becomes([&] { return is_put_right(plc, {"web"}, written); }));
      if (body == bodies.front()) continue;  // to an idle device it says what it should
      written = co_await put(all, contracts::desired_state_bucket, idle.id().text(), body);
      REQUIRE(co_await all.becomes([&] { return is_put_right(idle, {}, written); }));
    }
  });
}

TEST_CASE("a desired document that somebody removed is written again") {
  with_operator([](hub& all) -> task<void> {
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, all.spec("localhost/web:1"));
    nats::bucket documents(all.streams(), std::string(contracts::desired_state_bucket));
    const auto removed = co_await documents.remove(plc.id().text(), patience);
    REQUIRE(removed);
    CHECK(co_await all.becomes([&] { return is_put_right(plc, {"web"}, *removed); }));
  });
}

TEST_CASE("documents that cannot be read or are about another device than their key change nothing") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    device plc(all.streams(), "plc-1");
    device other(all.streams(), "plc-2");
    co_await plc.join(all.matching());
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    const auto orders = co_await plc.told();
    const auto& entry = orders->document.deployments.front();
    co_await plc.report(phase::running);
    REQUIRE(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.succeeded == 1; }); }));
    const auto before = co_await all.deployments().meta("web");

    const contracts::device_info info{.device = plc.id(), .labels = {}, .inventory = {}, .boot_id = "x", .n = 1, .at = {}};
    const contracts::device_state state{.device = plc.id(),
                                        .boot_id = "x",
                                        .n = 1,
                                        .at = {},
                                        .deployments = {{.namespace_ = entry.namespace_,
                                                         .name = entry.name,
                                                         .uid = entry.uid,
                                                         .revision = entry.revision,
                                                         .phase = phase::failed,
                                                         .since = {},
                                                         .last_error = "a lie"}}};
    for (const std::string_view key : {"plc-2", "no.device", "NO_DEVICE"}) {
      co_await put(all, contracts::device_info_bucket, key, contracts::encode_text(info));
      co_await put(all, contracts::device_state_bucket, key, contracts::encode_text(state));
    }
    for (const std::string body : {"not JSON", "{}", "[]", ""}) {
      co_await put(all, contracts::device_info_bucket, plc.id().text(), body);
      co_await put(all, contracts::device_state_bucket, plc.id().text(), body);
    }
    (void)all.streams().over().publish({.subject = contracts::heartbeat_subject(plc.id()), .payload = "not JSON"});

    // The watches keep the order: when these two have an effect, all of the above has been looked at.
    co_await other.join(kit::labels({{"site", "elsewhere"}}));
    REQUIRE(co_await all.becomes([&] { return other.is_told({}); }));
    REQUIRE(co_await all.settles());
    CHECK((co_await all.deployments().meta("web"))->resource_version == before->resource_version);
    CHECK((co_await plc.told())->revision == orders->revision);
  });
}

TEST_CASE("a device that the hub does not know, or whose info is another one's, is asked to report again") {
  with_operator([](hub& all) -> task<void> {
    device unknown(all.streams(), "plc-1");
    unknown.beat();
    CHECK(co_await all.becomes([&] { return unknown.asked() == 1; }));

    device known(all.streams(), "plc-2");
    co_await known.join(all.matching());
    REQUIRE(co_await all.becomes([&] { return known.is_told({}); }));
    // Once may be a report that is still on its way.
    known.beat("started again");
    known.beat("started again");
    CHECK(co_await all.becomes([&] { return known.asked() == 1; }));
    co_await known.report({});
  });
}
