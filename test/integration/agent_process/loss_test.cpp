// SPDX-License-Identifier: Apache-2.0
// "Nothing there" is not "nothing to run".
#include "field.hpp"
#include "harmony/contracts/names.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

TEST_CASE("an agent that knows nothing and is told nothing removes nothing, and says what it has") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    CHECK(all.stop_agent() == 0);
    std::filesystem::remove_all(all.state_folder());
    nats::bucket documents(all.streams(), std::string(contracts::desired_state_bucket));
    REQUIRE(co_await documents.purge(all.device().text(), patience));
    nats::bucket states(all.streams(), std::string(contracts::device_state_bucket));
    REQUIRE(co_await states.purge(all.device().text(), patience));

    all.start_agent();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("no desired document yet"); }));
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::pending); }));
    CHECK((co_await all.state())->deployments.front().revision == contracts::revision_of(web(1)));
    REQUIRE(co_await all.runs("web", web(1)));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == id);
  });
}

TEST_CASE("NATS that comes back without its data removes nothing, and is obeyed when it knows more again") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto id = field::containers().front().id;
    co_await all.restart_nats(false);
    co_await all.make_buckets();
    REQUIRE(co_await all.becomes([&] { return all.log().contains("no desired document yet"); }));
    auto now = field::containers();
    REQUIRE(now.size() == 1);
    CHECK(now.front().id == id);
    CHECK(now.front().state == "running");

    // Its sequences begin at 1 again.
    REQUIRE(co_await all.runs("web", web(2)));
    now = field::containers();
    REQUIRE(now.size() == 1);
    CHECK(now.front().revision == contracts::revision_of(web(2)).text());
  });
}
