// SPDX-License-Identifier: Apache-2.0
// What is over a bound of data-model.md §9 is refused by its bound, and changes nothing on the device; what is at it works.
#include <fmt/format.h>

#include "field.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

std::vector<contracts::desired_deployment> many(const field& all, std::size_t count) {
  std::vector<contracts::desired_deployment> entries;
  for (std::size_t number = 0; number < count; ++number) entries.push_back(all.entry(fmt::format("web-{:02}", number), web(1)));
  return entries;
}

}  // namespace

TEST_CASE("a device has up to 64 Deployments and reports each; a document with one more changes nothing and is told once") {
  with_agent([](field& all) -> task<void> {
    // Their score is nowhere: each fails, at length.
    co_await all.order(many(all, contracts::max_deployments_a_device));
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto now = co_await all.state();
      co_return now &&
          now->deployments.size() == contracts::max_deployments_a_device&& std::ranges::all_of(
                                         now->deployments, [](const auto& one) { return one.phase == phase::failed; });
    }));
    CHECK((co_await all.stored(contracts::device_state_bucket)).size() <= contracts::max_device_state_bytes);

    co_await all.order(many(all, contracts::max_deployments_a_device + 1));
    const auto* const refused = "deployments: has more than 64 entries";
    REQUIRE(co_await all.becomes([&] { return all.log().contains(refused); }));
    CHECK((co_await all.state())->deployments.size() == contracts::max_deployments_a_device);
    // It is read again whenever the hub comes back.
    co_await all.restart_nats(true);
    REQUIRE(co_await all.becomes([&] { return all.said("info    connected to NATS") == 2; }));
    co_await all.order({});
    REQUIRE(co_await all.becomes([&] { return all.reports_nothing(); }));
    CHECK(all.said(refused) == 1);
  });
}

TEST_CASE("a score of as many bytes as there may be runs, and one of a byte more is refused by its bound") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", kit::score_of_size(contracts::max_score_bytes, "localhost/web:1")));
    const auto before = field::containers().front();
    const auto larger = kit::score_of_size(contracts::max_score_bytes + 1, "localhost/web:1");
    co_await all.store(contracts::revision_of(larger), larger);
    co_await all.order({all.entry("web", larger)});
    REQUIRE(co_await all.becomes([&] { return all.is_in(phase::failed); }));
    CHECK((co_await all.state())->deployments.front().last_error.contains("has 262145 bytes, and may have 262144;"));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == before.id);
    CHECK(after.front().state == "running");
  });
}

TEST_CASE("documents that no hub writes change nothing, each told by what is wrong") {
  with_agent([](field& all) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto before = field::containers().front();
    const auto good = co_await all.stored(contracts::desired_state_bucket);
    const auto changed = [&](std::string_view from, std::string_view to) {
      auto text = good;
      return text.replace(text.find(from), from.size(), to);
    };
    const std::vector<std::pair<std::string, std::string>> documents{
        {changed("\"device\":", "\"deployments\":[],\"device\":"), "deployments: is there twice"},
        {changed("\"generation\":1", "\"generation\":1e400"), "expected a whole number"},
        {changed("\"generation\":1", "\"generation\":-1"), "deployments[0].generation: is not between 0 and"},
        {changed("plant", "pl\xffnt"), "is not JSON"},
        {changed("plant", "pl\\u0000nt"), "deployments[0].namespace: "},
        {changed("\"device\":", "\"later\":" + std::string(40, '[') + std::string(40, ']') + ",\"device\":"), "too deep"},
        {good + std::string(contracts::max_desired_state_bytes + 1 - good.size(), ' '), "has 65537 bytes, and may have 65536"},
    };
    for (const auto& [document, why] : documents) {
      CAPTURE(why);
      co_await all.put(contracts::desired_state_bucket, document);
      CHECK(co_await all.becomes([&] { return all.log().contains(why); }));
    }
    CHECK(all.said("desired document ignored") == documents.size());
    CHECK(co_await all.is_in(phase::running));
    const auto after = field::containers();
    REQUIRE(after.size() == 1);
    CHECK(after.front().id == before.id);
    REQUIRE(co_await all.runs("web", web(2)));
  });
}
