// SPDX-License-Identifier: Apache-2.0
// The bounds of data-model.md §9, as the operator reads what devices write and writes what people ask for.
#include <fmt/format.h>

#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"
#include "ignored.hpp"
#include "kit/deployments.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

contracts::labels with_more(contracts::labels labels, std::size_t all) {
  for (std::size_t number = 0; labels.size() < all; ++number)
    labels.emplace(contracts::label_key::parse(fmt::format("l{}", number)).value(), contracts::label_value{});
  return labels;
}

/// Of the Deployment that the device has, and as many others as make the number.
task<std::vector<contracts::deployment_state>> states_of(const device& one, std::size_t count) {
  const auto wanted = (co_await one.told())->document.deployments.front();
  std::vector<contracts::deployment_state> states;
  for (std::size_t number = 0; number < count; ++number)
    states.push_back({.namespace_ = wanted.namespace_,
                      .name = number == 0 ? wanted.name : contracts::resource_name::parse(fmt::format("x{}", number)).value(),
                      .uid = number == 0 ? wanted.uid : fmt::format("uid-{}", number),
                      .revision = wanted.revision,
                      .phase = phase::running,
                      .since = {},
                      .last_error = {}});
  states.back().last_error = std::string(contracts::max_error_length, 'x');
  co_return states;
}

task<void> put(hub& all, std::string_view bucket, const device& key, std::string value) {
  nats::bucket to(all.streams(), std::string(bucket));
  const auto stored = co_await to.put(key.id().text(), std::move(value), patience);
  REQUIRE(stored);
}

task<std::string> stored(hub& all, std::string_view bucket, const device& key) {
  nats::bucket from(all.streams(), std::string(bucket));
  const auto entry = co_await from.get(key.id().text(), patience);
  REQUIRE(entry);
  co_return entry->value;
}

/// As JSON has it, spaces behind a document mean nothing.
std::string padded(std::string document, std::size_t size) { return document + std::string(size - document.size(), ' '); }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("what a device says at its bounds counts; over any of them it is skipped, counted, and told once") {
  with_operator([](hub& all) -> task<void> {
    co_await all.deployments().apply("web", all.spec("localhost/web:1"));
    device plc(all.streams(), "plc-1");
    co_await plc.join(with_more(all.matching(), contracts::max_labels_a_device));
    REQUIRE(co_await all.becomes([&] { return plc.is_told({"web"}); }));
    auto states = co_await states_of(plc, contracts::max_reported_deployments);
    co_await plc.report(states);
    REQUIRE(co_await all.becomes(
        [&] { return all.deployments().status_is("web", [](const auto& now) { return now.aggregate.succeeded == 1; }); }));
    const auto good_info = co_await stored(all, contracts::device_info_bucket, plc);
    const auto good_state = co_await stored(all, contracts::device_state_bucket, plc);

    const std::vector<std::string> infos{replaced(good_info, "\"labels\":{", "\"labels\":{\"one-more\":\"\","),
                                         replaced(good_info, "\"l0\"", "\"-l0\""),
                                         replaced(good_info, "\"l0\":\"\"", "\"l0\":\"" + std::string(64, 'v') + "\""),
                                         replaced(good_info, "\"device\":\"plc-1\"", "\"device\":\"plc-2\""),
                                         padded(good_info, contracts::max_device_info_bytes + 1)};
    // One after the other: a watch need not see what was overwritten at once.
    for (std::size_t count = 0; count < infos.size(); ++count) {
      co_await put(all, contracts::device_info_bucket, plc, infos[count]);
      REQUIRE(co_await all.becomes([&] { return has_ignored(all, "device-info", count + 1); }));
    }

    auto larger = states;
    larger.push_back(larger.back());
    auto longer = states;
    longer.back().last_error += 'x';
    const auto text_of = [&](std::vector<contracts::deployment_state> deployments) {
      return contracts::encode_text(contracts::device_state{
          .device = plc.id(), .boot_id = "boot", .n = 9, .at = {}, .deployments = std::move(deployments)});
    };
    const std::vector<std::string> reports{
        text_of(larger),
        text_of(longer),
        replaced(good_state, "\"phase\":\"Running\"", "\"phase\":\"Failed\",\"phase\":\"Running\""),
        replaced(good_state, "\"n\":", "\"n\":9223372036854775808,\"later\":"),
        replaced(good_state, "\"boot\"", "\"bo\xffot\""),
        replaced(good_state, "\"boot\"", "\"bo\\u0000ot\""),
        replaced(good_state, "{", "{\"later\":" + std::string(40, '[') + std::string(40, ']') + ","),
        replaced(good_state, "\"device\":\"plc-1\"", "\"device\":\"plc-2\""),
        padded(good_state, contracts::max_device_state_bytes + 1)};
    for (std::size_t count = 0; count < reports.size(); ++count) {
      co_await put(all, contracts::device_state_bucket, plc, reports[count]);
      REQUIRE(co_await all.becomes([&] { return has_ignored(all, "device-state", count + 1); }));
    }
    const contracts::heartbeat beat{.at = {}, .boot_id = "boot", .n = 9, .digest = "0123456789abcdef"};
    const contracts::device_event event{.at = {}, .severity = contracts::severity::info, .message = "all is well"};
    for (int turn = 0; turn < 2; ++turn) {
      (void)all.streams().over().publish({.subject = contracts::heartbeat_subject(plc.id()),
                                          .payload = padded(contracts::encode_text(beat), contracts::max_heartbeat_bytes + 1)});
      (void)all.streams().over().publish(
          {.subject = contracts::event_subject(plc.id()),
           .payload = padded(contracts::encode_text(event), contracts::max_device_event_bytes + 1)});
    }

    CHECK(co_await all.becomes([&] { return has_ignored(all, "heartbeat", 2); }));
    CHECK(co_await all.becomes([&] { return has_ignored(all, "device-event", 2); }));
    CHECK(told_ignored(all, "device-info", "plc-1") == 1);
    CHECK(all.log().contains("kind=device-info name=plc-1 error=\"labels: has more than 64 entries\""));
    CHECK(told_ignored(all, "device-state", "plc-1") == 1);
    CHECK(told_ignored(all, "heartbeat", "heartbeat.plc-1") == 1);
    CHECK(told_ignored(all, "device-event", "events.plc-1") == 1);
    REQUIRE(co_await all.settles());
    CHECK((co_await all.deployments().status("web")).aggregate.succeeded == 1);
    CHECK(co_await plc.is_told({"web"}));
  });
}

TEST_CASE("NATS takes no document that is far over its bound, whoever writes it") {
  with_operator([](hub& all) -> task<void> {
    for (const auto& [bucket, most] : std::vector<std::pair<std::string_view, std::size_t>>{
             {contracts::device_state_bucket, contracts::max_device_state_bytes},
             {contracts::device_info_bucket, contracts::max_device_info_bytes},
             {contracts::desired_state_bucket, contracts::max_desired_state_bytes},
             {contracts::scores_bucket, contracts::max_score_bytes}}) {
      nats::bucket to(all.streams(), std::string(bucket));
      const auto refused = co_await to.put("plc-1", std::string(most + 1024, ' '), patience);
      REQUIRE_FALSE(refused);
      CHECK(refused.error().code == errc::too_large);
    }
  });
}

TEST_CASE("a score of as many bytes as there may be reaches the devices, and one of a byte more is refused by its bound") {
  with_operator([](hub& all) -> task<void> {
    auto spec = all.spec("localhost/web:1");
    spec.score = kit::score_of_size(contracts::max_score_bytes, "localhost/web:1");
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, spec);
    const auto before = co_await plc.told();
    CHECK(before->document.deployments.front().revision == contracts::revision_of(spec.score));
    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    const auto stored = co_await scores.get(contracts::revision_of(spec.score).text(), patience);
    REQUIRE(stored);
    CHECK(stored->value.size() == contracts::max_score_bytes);

    spec.score = kit::score_of_size(contracts::max_score_bytes + 1, "localhost/web:1");
    co_await all.deployments().apply("web", spec);
    REQUIRE(co_await all.becomes([&] {
      return all.deployments().status_is("web", [](const auto& now) { return shown(now, "Stalled") == "True InvalidSpec"; });
    }));
    CHECK((co_await all.deployments().status("web")).conditions.front().message ==
          "spec.score has 262145 bytes, and may have 262144");
    CHECK((co_await plc.told())->revision == before->revision);
  });
}
