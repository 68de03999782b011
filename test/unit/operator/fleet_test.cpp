// SPDX-License-Identifier: Apache-2.0
#include "operator/fleet.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"
#include "harmony/base/log.hpp"
#include "harmony/contracts/digest.hpp"

using namespace harmony;
using namespace harmony::fleet::test;
using fleet::dirty;

namespace {

const steady_clock::time_point start{1000s};
const wall_clock::time_point noon = wall_clock::from_time_t(1'795'521'600);
const kube::object_key web{"default", "web"};

nats::watch_event kv(std::string key, std::uint64_t revision, std::string value) {
  auto entry = std::make_shared<nats::entry>(nats::entry{.key = key, .revision = revision, .value = std::move(value)});
  return sync::applied<std::string, nats::entry>{std::move(key), std::move(entry)};
}

nats::watch_event info(std::string_view id, std::string_view site) {
  const contracts::device_info said{.device = device(id), .labels = labels({{"site", site}})};
  return kv(std::string(id), 1, contracts::encode_text(said));
}

nats::watch_event stored(std::string_view id, std::uint64_t revision, std::vector<contracts::desired_deployment> deployments) {
  const contracts::desired_state said{.device = device(id), .deployments = std::move(deployments)};
  return kv(std::string(id), revision, contracts::encode_text(said));
}

kube::watch_event resource(const kube::object_key& key) {
  return sync::applied<kube::object_key, boost::json::value>{key, std::make_shared<boost::json::value>(boost::json::object{})};
}

fleet::accepted_deployment accepted(std::string uid = "uid-web", char digit = 'a') {
  return {.key = web, .uid = std::move(uid), .generation = 1, .revision = revision(digit), .score = "{}"};
}

fleet::moment at(steady_clock::time_point when) { return {.measured = when, .shown = noon}; }

/// Every watch has told everything: one resource, and nothing else.
fleet::fleet complete() {
  fleet::fleet known;
  known.on_resource(sync::init{});
  known.on_resource(sync::init_done{});
  known.on_resource(resource(web));
  for (const nats::watch_event& what : {nats::watch_event(sync::init{}), nats::watch_event(sync::init_done{})}) {
    known.on_info(what, start);
    known.on_document(what);
    known.on_state(what, at(start));
  }
  return known;
}

}  // namespace

TEST_CASE("the fleet is ready when every watch has told everything, in whatever order") {
  fleet::fleet known;
  known.on_state(sync::init_done{}, at(start));
  known.on_document(sync::init_done{});
  known.on_info(sync::init_done{}, start);
  CHECK_FALSE(known.ready());
  known.on_resource(sync::init{});
  known.on_resource(sync::init_done{});
  CHECK(known.ready());
}

TEST_CASE("a device that reports for the first time is looked at, and joins what selects it") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  const auto look = known.on_info(info("a", "lyon"), start);
  CHECK(look.devices == std::set{device("a")});
  CHECK(look.statuses == std::set{web});
  const auto plan = known.plan_document(device("a")).next;
  REQUIRE(plan);
  CHECK(plan->deployments == std::vector{entry("web")});
}

TEST_CASE("a device whose info cannot be read is asked for another one once, and again when it has sent one that can") {
  auto known = complete();
  const auto quiet = log::redirect([](log::level, std::string_view) {});
  known.on_info(kv("a", 1, "{"), start);
  const contracts::heartbeat beat{.at = {}, .boot_id = "b", .n = 1, .digest = "d"};
  CHECK(known.on_heartbeat(device("a"), beat, at(start)).resync == std::set{device("a")});
  known.on_info(kv("a", 2, "{"), start);
  CHECK(known.on_heartbeat(device("a"), beat, at(start)).resync.empty());
  known.on_info(info("a", "lyon"), start);
  known.on_info(sync::init{}, start);
  known.on_info(kv("a", 3, "{"), start);
  known.on_info(sync::init_done{}, start);
  CHECK(known.on_heartbeat(device("a"), beat, at(start)).resync == std::set{device("a")});
  CHECK(known.on_heartbeat(device("a"), beat, at(start)).resync.empty());
  log::redirect(quiet);
}

TEST_CASE("a new revision is brought to every device that is matched") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.on_info(info("b", "paris"), start);
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK(known.accept(accepted(), selector({{"site", "lyon"}})).devices.empty());
  CHECK(known.accept(accepted("uid-web", 'b'), selector({{"site", "lyon"}})).devices == std::set{device("a")});
}

TEST_CASE("a device whose document was lost waits until every resource of the first listing was looked at") {
  const kube::object_key db{"default", "db"};
  fleet::fleet known;
  known.on_info(info("a", "lyon"), start);
  known.on_resource(sync::init{});
  for (const auto& key : {web, db})
    known.on_resource(
        sync::item<kube::object_key, boost::json::value>{key, std::make_shared<boost::json::value>(boost::json::object{})});
  known.on_resource(sync::init_done{});
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.refuse(db, 1, {.code = errc::invalid, .message = "no"}).devices == std::set{device("a")});
  CHECK(known.plan_document(device("a")).next->deployments == std::vector{entry("web")});
}

TEST_CASE("who leads later waits for the resources that came while another led, and signs with its epoch") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.lead({.lease_uid = "l", .transitions = 2});
  CHECK_FALSE(known.plan_document(device("a")).next);
  CHECK(known.accept(accepted(), selector({{"site", "lyon"}})).devices == std::set{device("a")});
  const auto written = known.plan_document(device("a")).next;
  REQUIRE(written);
  CHECK(written->epoch == contracts::epoch{"l", 2});
}

TEST_CASE("a withdrawn deployment leaves every document that names it, and is released by the last of them") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  for (const auto* id : {"a", "b"}) {
    known.on_info(info(id, "lyon"), start);
    known.on_document(stored(id, 1, {entry("web")}));
  }
  CHECK(known.named(web));
  CHECK(known.withdraw(web).devices == std::set{device("a"), device("b")});
  for (const auto* id : {"a", "b"}) {
    const auto plan = known.plan_document(device(id)).next;
    REQUIRE(plan);
    CHECK(plan->deployments.empty());
    // Only the last one is news: looking at the resource again for each would cost the square of the fleet.
    CHECK(known.document_written(device(id), 2, *plan).deployments.contains(web) == (id == std::string_view("b")));
  }
  CHECK_FALSE(known.named(web));
}

TEST_CASE("before a resource was accepted its entries stay, after it is gone they go") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.on_document(stored("a", 1, {entry("web")}));
  CHECK_FALSE(known.plan_document(device("a")).next);
  known.on_resource(sync::deleted<kube::object_key>{web});
  known.withdraw(web);
  CHECK(known.plan_document(device("a")).next->deployments.empty());
}

TEST_CASE("a resource made anew under the old name is another deployment") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.accept(accepted("first"), selector({{"site", "lyon"}}));
  known.on_state(kv("a", 1, contracts::encode_text(state("a", {reported("first", 'a', contracts::phase::running)}))),
                 at(start));
  CHECK(known.status_of(web)->counts.succeeded == 1);
  CHECK(known.accept(accepted("second"), selector({{"site", "lyon"}})).devices == std::set{device("a")});
  CHECK(known.status_of(web)->counts.succeeded == 0);
  CHECK(known.status_of(web)->counts.pending == 1);
}

TEST_CASE("documents that cannot be read, or that are about another device than their key, decide nothing") {
  const auto before = log::redirect([](log::level, std::string_view) {});
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK(known.on_info(kv("a", 1, "{"), start).devices.empty());
  const contracts::device_info other{.device = device("b"), .labels = labels({{"site", "lyon"}})};
  CHECK(known.on_info(kv("a", 1, contracts::encode_text(other)), start).devices.empty());
  CHECK(known.on_state(kv("a", 1, contracts::encode_text(state("b", {}))), at(start)).statuses.empty());
  CHECK_FALSE(known.plan_document(device("a")).next);
  log::redirect(before);
}

TEST_CASE("a desired document that cannot be read, or is about another device, is replaced") {
  const auto before = log::redirect([](log::level, std::string_view) {});
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.accept(accepted(), selector({{"site", "lyon"}}));
  const contracts::desired_state other{.device = device("b"), .deployments = {entry("web")}};
  std::uint64_t revision = 1;
  for (const auto& body : {std::string("{"), contracts::encode_text(other)}) {
    known.document_written(device("a"), revision++, {.device = device("a"), .deployments = {entry("web")}});
    CHECK(known.on_document(kv("a", revision, body)).devices == std::set{device("a")});
    CHECK(known.document(device("a"))->revision == revision);
    CHECK(known.plan_document(device("a")).next->deployments.size() == 1);
    CHECK_FALSE(known.named(web));
    ++revision;
  }
  CHECK(known.on_document(kv("no.device", 9, "{")).devices.empty());
  log::redirect(before);
}

TEST_CASE("a refused spec keeps what was accepted before and says why") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  known.accept(accepted(), selector({{"site", "lyon"}}));
  CHECK(known.refuse(web, 2, {.code = errc::invalid, .message = "bad"}).statuses == std::set{web});
  CHECK(known.status_of(web)->refused->message == "bad");
  CHECK(known.status_of(web)->generation == 2);
  CHECK(known.status_of(web)->counts.matched == 1);
  CHECK_FALSE(known.accept(accepted(), selector({{"site", "lyon"}})).statuses.empty());
  CHECK_FALSE(known.status_of(web)->refused);
}

TEST_CASE("a heartbeat that does not fit the state that we have asks for it again, the second time") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  const auto text = contracts::encode_text(state("a", {}));
  known.on_state(kv("a", 1, text), at(start));
  CHECK(known.on_heartbeat(device("a"), {.digest = contracts::short_digest(text)}, at(start)).resync.empty());
  CHECK(known.on_heartbeat(device("a"), {.digest = "other"}, at(start)).resync.empty());
  CHECK(known.on_heartbeat(device("a"), {.digest = "other"}, at(start)).resync == std::set{device("a")});
}

TEST_CASE("two agents with one device id are told once, neither is asked to report, and the first one's state counts") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  const auto says = [&](std::string boot, contracts::phase phase) {
    auto said = state("a", {reported("uid-web", 'a', phase)});
    said.boot_id = std::move(boot);
    return contracts::encode_text(said);
  };
  const auto ours = says("one", contracts::phase::running);
  const auto theirs = says("two", contracts::phase::failed);
  const auto beat = [&](std::string boot, const std::string& text, steady_clock::time_point when) {
    return known.on_heartbeat(device("a"), {.boot_id = std::move(boot), .digest = contracts::short_digest(text)}, at(when));
  };
  known.on_state(kv("a", 1, ours), at(start));
  CHECK(beat("one", ours, start).doubled.empty());
  CHECK(beat("two", theirs, start + 1s).doubled.empty());
  CHECK(beat("one", ours, start + 30s).doubled == std::set{device("a")});
  CHECK(known.doubled_count() == 1);
  for (int turn = 2; turn < 5; ++turn) {
    const auto look = beat(turn % 2 == 0 ? "two" : "one", turn % 2 == 0 ? theirs : ours, start + turn * 30s);
    CHECK(look.doubled.empty());
    CHECK(look.resync.empty());
    known.on_state(kv("a", 2, theirs), at(start + turn * 30s));
    CHECK(known.status_of(web)->counts.succeeded == 1);
  }
  // The first one has gone: the other's state is asked for, and counts.
  CHECK(beat("two", theirs, start + 300s).resync == std::set{device("a")});
  CHECK(known.doubled_count() == 0);
  known.on_state(kv("a", 3, theirs), at(start + 301s));
  CHECK(known.status_of(web)->counts.failed == 1);
}

TEST_CASE("an agent that starts again and again is one agent") {
  auto known = complete();
  known.on_info(info("a", "lyon"), start);
  for (const auto* boot : {"1", "2", "3", "4"})
    CHECK(known.on_heartbeat(device("a"), {.boot_id = boot}, at(start)).doubled.empty());
}

TEST_CASE("a heartbeat of a device that nobody knows asks who it is") {
  auto known = complete();
  CHECK(known.on_heartbeat(device("new"), {}, at(start)).resync == std::set{device("new")});
  fleet::fleet starting;
  CHECK(starting.on_heartbeat(device("new"), {}, at(start)).resync.empty());
}

TEST_CASE("silence and signs of life reach the status") {
  const auto before = log::redirect([](log::level, std::string_view) {});
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  CHECK(known.next_silence() == start + 90s);
  CHECK(known.on_silence(start + 90s).statuses == std::set{web});
  CHECK(known.status_of(web)->counts.unreachable == 1);
  CHECK(known.on_heartbeat(device("a"), {}, at(start + 91s)).statuses == std::set{web});
  CHECK(known.status_of(web)->counts.unreachable == 0);
  log::redirect(before);
}

TEST_CASE("what a new listing no longer names is asked for at the next heartbeat, and counts until it was missed three times") {
  const auto before = log::redirect([](log::level, std::string_view) {});
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  known.on_document(stored("a", 1, {entry("web")}));
  const auto said = kv("a", 1, contracts::encode_text(state("a", {reported("uid-web", 'a', contracts::phase::running)})));
  known.on_state(said, at(start));
  const auto counted = [&] { return known.status_of(web)->counts; };

  for (const nats::watch_event& what : {nats::watch_event(sync::init{}), nats::watch_event(sync::init_done{})}) {
    CHECK(known.on_info(what, start).statuses.empty());
    CHECK(known.on_state(what, at(start)).statuses.empty());
  }
  CHECK(counted().succeeded == 1);
  CHECK(known.on_heartbeat(device("a"), {.digest = "any"}, at(start + 30s)).resync == std::set{device("a")});

  SECTION("said again, it is as if nothing had happened") {
    known.on_info(info("a", "lyon"), start + 31s);
    known.on_state(said, at(start + 31s));
    CHECK(known.on_silence(start + 90s).statuses.empty());
    CHECK(counted().succeeded == 1);
  }
  SECTION("said of the state only, the device is forgotten, and its document stays") {
    known.on_state(said, at(start + 31s));
    CHECK(known.next_silence() == start + 90s);
    CHECK(known.on_silence(start + 90s).statuses == std::set{web});
    CHECK(counted().matched == 0);
    CHECK_FALSE(known.plan_document(device("a")).next);
  }
  SECTION("said of the device only, its state is forgotten") {
    known.on_info(info("a", "lyon"), start + 31s);
    CHECK(known.on_silence(start + 90s).statuses == std::set{web});
    CHECK(counted().matched == 1);
    CHECK(counted().succeeded == 0);
  }
  log::redirect(before);
}

TEST_CASE("a device that somebody removed is forgotten at once") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  CHECK(known.on_info(sync::deleted<std::string>{"a"}, start).statuses == std::set{web});
  CHECK(known.status_of(web)->counts.matched == 0);
}

TEST_CASE("what a device says of a deployment that it matches is kept for the status, and nothing else is") {
  auto known = complete();
  known.accept(accepted(), selector({{"site", "lyon"}}));
  known.on_info(info("a", "lyon"), start);
  known.on_info(info("b", "paris"), start);
  const contracts::device_event said{
      .severity = contracts::severity::warning, .message = "ended with exit code 1", .deployment = "default/web"};
  CHECK(known.on_event(device("a"), said, noon).statuses == std::set{web});
  CHECK(known.on_event(device("b"), said, noon).statuses.empty());
  CHECK(known.on_event(device("nobody"), said, noon).statuses.empty());
  CHECK(known.on_event(device("a"), {.message = "hello"}, noon).statuses.empty());
  CHECK(known.on_event(device("a"), {.message = "hello", .deployment = "default/other"}, noon).statuses.empty());
  const auto told = known.status_of(web)->counts.recent_events;
  REQUIRE(told.size() == 1);
  CHECK(told[0].device_id == device("a"));
  CHECK(told[0].severity == contracts::severity::warning);
  CHECK(told[0].message == "ended with exit code 1");
  CHECK(told[0].at.at == noon);
}
