// SPDX-License-Identifier: Apache-2.0
// What an agent does not believe.
#include "field.hpp"
#include "harmony/contracts/names.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

contracts::desired_state nothing_for(const contracts::device_id& device) {
  return {.device = device, .epoch = {}, .deployments = {}};
}

}  // namespace

TEST_CASE("a push that does not come from the desired-state bucket is ignored") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    const auto body = contracts::encode_text(nothing_for(all.device()));
    const std::vector<std::vector<nats::header>> forgeries{
        {},
        {{"Nats-Stream", "KV_mine"}, {"Nats-Subject", "$KV.desired-state.plc-17"}, {"Nats-Sequence", "99"}},
        {{"Nats-Stream", "KV_desired-state"}, {"Nats-Subject", "$KV.desired-state.plc-1"}, {"Nats-Sequence", "99"}},
        {{"Nats-Stream", "KV_desired-state"}, {"Nats-Subject", "$KV.desired-state.plc-17"}}};
    for (const auto& headers : forgeries)
      REQUIRE(all.streams().over().publish(
          {.subject = contracts::desired_subject(all.device()), .headers = headers, .payload = body}));
    // In order behind them.
    REQUIRE(co_await all.runs("web", web(2)));
    REQUIRE(co_await all.runs("web", web(1)));
    CHECK(all.log().contains("push ignored: it does not come from the desired-state bucket"));
    CHECK_FALSE(all.log().contains("desired document deployments=0"));
    CHECK(field::containers().front().id != id);
  });
}

TEST_CASE("a document that cannot be read or is about another device changes nothing") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    const auto other = nothing_for(contracts::device_id::parse("plc-1").value());
    for (const auto& body : {std::string("not JSON"), std::string("{}"), contracts::encode_text(other)})
      co_await all.put(contracts::desired_state_bucket, body);
    REQUIRE(co_await all.becomes([&] { return all.log().contains("it is about the device plc-1"); }));
    co_await all.order({all.entry("web", web(1))});
    REQUIRE(all.streams().over().publish({.subject = contracts::resync_subject(all.device())}));
    REQUIRE(co_await all.becomes([&] { return all.log().contains("asked to report again"); }));
    CHECK(co_await all.is_in(phase::running));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == id);
  });
}

TEST_CASE("a score whose content is not what its name says is refused, and what runs goes on") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = field::containers();
    const auto wanted = all.entry("web", web(2));
    co_await all.store(wanted.revision, web(1));
    co_await all.order({wanted});
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::failed); }));
    const auto said = (co_await all.state())->deployments.front();
    CHECK(said.revision == wanted.revision);
    CHECK(said.last_error.contains("has another content than its name says"));
    const auto meanwhile = field::containers();
    REQUIRE(meanwhile.size() == 1);
    CHECK(meanwhile.front().id == before.front().id);
    CHECK(meanwhile.front().state == "running");

    REQUIRE(co_await all.runs("web", web(2)));
    CHECK(field::containers().front().revision == wanted.revision.text());
  });
}
