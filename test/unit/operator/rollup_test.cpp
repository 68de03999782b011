// SPDX-License-Identifier: Apache-2.0
#include "operator/rollup.hpp"

#include <catch2/catch_test_macros.hpp>

#include <random>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;
using contracts::phase;

namespace {

const wall_clock::time_point noon = wall_clock::from_time_t(1'795'521'600);

contracts::aggregate counted(const rollup& of, char digit = 'a') { return of.counts("u", revision(digit)); }

}  // namespace

TEST_CASE("a matched device that said nothing is pending") {
  rollup counts;
  CHECK(counts.set_matched({device("a"), "u", true}) == std::set<std::string>{"u"});
  CHECK(counted(counts) == contracts::aggregate{.matched = 1, .pending = 1});
}

TEST_CASE("what a device says replaces what it said before") {
  rollup counts;
  counts.set_matched({device("a"), "u", true});
  counts.report(state("a", {reported("u", 'a', phase::pulling)}), noon);
  CHECK(counted(counts) == contracts::aggregate{.matched = 1, .updated = 1, .pending = 1});
  counts.report(state("a", {reported("u", 'a', phase::running)}), noon);
  CHECK(counted(counts) == contracts::aggregate{.matched = 1, .updated = 1, .succeeded = 1});
  CHECK(counts.report(state("a", {reported("u", 'a', phase::running)}), noon).empty());
}

TEST_CASE("a device at another revision is pending, whatever it says of it") {
  rollup counts;
  counts.set_matched({device("a"), "u", true});
  counts.report(state("a", {reported("u", 'b', phase::running)}), noon);
  CHECK(counted(counts, 'a') == contracts::aggregate{.matched = 1, .pending = 1});
  CHECK(counted(counts, 'b').succeeded == 1);
}

TEST_CASE("what a device that is not matched says is kept, and counts when it is") {
  rollup counts;
  counts.report(state("a", {reported("u", 'a', phase::running)}), noon);
  CHECK(counted(counts) == contracts::aggregate{});
  counts.set_matched({device("a"), "u", true});
  CHECK(counted(counts).succeeded == 1);
  counts.set_matched({device("a"), "u", false});
  CHECK(counted(counts) == contracts::aggregate{});
}

TEST_CASE("the last error is shown while a device fails, and an equal one is no news") {
  rollup counts;
  counts.set_matched({device("a"), "u", true});
  counts.report(state("a", {reported("u", 'a', phase::failed, "no such image")}), noon);
  const auto shown = counted(counts).last_error;
  REQUIRE(shown);
  CHECK(shown->device_id == device("a"));
  CHECK(shown->message == "no such image");
  CHECK(counts.report(state("a", {reported("u", 'a', phase::failed, "no such image")}), noon + 1h).empty());
  CHECK(counted(counts).last_error->at.at == noon);
  counts.report(state("a", {reported("u", 'a', phase::running)}), noon);
  CHECK_FALSE(counted(counts).last_error);
}

TEST_CASE("a device that is degraded is pending, and its error is shown") {
  rollup counts;
  counts.set_matched({device("a"), "u", true});
  counts.report(state("a", {reported("u", 'a', phase::running)}), noon);
  counts.report(state("a", {reported("u", 'a', phase::degraded, "podman does not answer")}), noon);
  const auto now = counts.counts("u", revision('a'));
  CHECK(now.succeeded == 0);
  CHECK(now.pending == 1);
  REQUIRE(now.last_error);
  CHECK(now.last_error->message == "podman does not answer");
  counts.report(state("a", {reported("u", 'a', phase::running)}), noon);
  CHECK_FALSE(counts.counts("u", revision('a')).last_error);
}

TEST_CASE("what a device says to have is known until it says something else") {
  const kube::object_key web{"default", "web"};
  const kube::object_key db{"lab", "db"};
  using all = std::vector<fleet::reported_deployment>;
  rollup counts;
  CHECK_FALSE(counts.has_reported(device("a")));
  CHECK(counts.reported(device("a")).empty());
  counts.report(state("a", {reported("u", 'b', phase::running), reported("v", 'a', phase::failed, "", db)}), noon);
  counts.report(state("b", {reported("u", 'a', phase::running)}), noon);
  CHECK(counts.has_reported(device("a")));
  CHECK(counts.reported(device("a")) == all{{web, "u", revision('b')}, {db, "v", revision('a')}});
  counts.report(state("a", {reported("v", 'a', phase::running, "", db)}), noon);
  CHECK(counts.reported(device("a")) == all{{db, "v", revision('a')}});
  CHECK(counts.reported(device("b")) == all{{web, "u", revision('a')}});
  counts.forget_report(device("a"));
  CHECK_FALSE(counts.has_reported(device("a")));
  CHECK(counts.reported(device("a")).empty());
}

TEST_CASE("an error that was told before its device was matched is shown, and the newest one wins in any order") {
  rollup counts;
  counts.report(state("a", {reported("u", 'a', phase::failed, "older")}), noon);
  counts.report(state("b", {reported("u", 'a', phase::failed, "newer")}), noon + 1h);
  counts.set_matched({device("b"), "u", true});
  REQUIRE(counted(counts).last_error);
  CHECK(counted(counts).last_error->message == "newer");
  CHECK(counted(counts).last_error->at.at == noon + 1h);
  counts.set_matched({device("a"), "u", true});
  CHECK(counts.report(state("a", {reported("u", 'a', phase::failed, "older")}), noon + 2h).empty());
  CHECK(counted(counts).last_error->message == "newer");
  CHECK(counts.report(state("a", {reported("u", 'a', phase::failed, "newest")}), noon + 3h).contains("u"));
  CHECK(counted(counts).last_error->device_id == device("a"));
}

TEST_CASE("the error that is shown is the newest one of a device that still fails") {
  rollup counts;
  for (const auto* name : {"a", "b", "c"}) {
    counts.set_matched({device(name), "u", true});
    counts.report(state(name, {reported("u", 'a', phase::failed, std::string("of ") + name)}), noon);
  }
  CHECK(counted(counts).last_error->message == "of c");
  CHECK(counts.report(state("c", {reported("u", 'a', phase::running)}), noon).contains("u"));
  CHECK(counted(counts).last_error->device_id == device("b"));
  CHECK(counts.set_matched({device("b"), "u", false}).contains("u"));
  CHECK(counted(counts).last_error->message == "of a");
  counts.set_matched({device("b"), "u", true});
  CHECK(counted(counts).last_error->message == "of b");
  for (const auto* name : {"a", "b"}) CHECK(counts.forget_report(device(name)).contains("u"));
  CHECK_FALSE(counted(counts).last_error);
}

TEST_CASE("other words beside what runs are no news") {
  rollup counts;
  counts.set_matched({device("a"), "u", true});
  counts.report(state("a", {reported("u", 'a', phase::running, "podman does not answer")}), noon);
  CHECK(counts.report(state("a", {reported("u", 'a', phase::running, "the hub does not answer")}), noon).empty());
  CHECK(counted(counts).succeeded == 1);
  CHECK(counted(counts).updated == 1);
}

TEST_CASE("the newest error is the one that was told last, also after the clock was set back by a year") {
  rollup counts;
  for (const auto* name : {"a", "b"}) counts.set_matched({device(name), "u", true});
  counts.report(state("a", {reported("u", 'a', phase::failed, "in the wrong year")}), noon + 365 * 24h);
  CHECK(counts.report(state("b", {reported("u", 'a', phase::failed, "in the right one")}), noon).contains("u"));
  REQUIRE(counted(counts).last_error);
  CHECK(counted(counts).last_error->message == "in the right one");
  CHECK(counted(counts).last_error->at.at == noon);
}

TEST_CASE("unreachable devices are a part of the matched ones") {
  rollup counts;
  counts.set_unreachable(device("a"), true);
  counts.set_matched({device("a"), "u", true});
  CHECK(counted(counts).unreachable == 1);
  CHECK(counts.set_unreachable(device("a"), true).empty());
  CHECK(counts.set_unreachable(device("a"), false) == std::set<std::string>{"u"});
  CHECK(counted(counts) == contracts::aggregate{.matched = 1, .pending = 1});
}

TEST_CASE("the last sign of life of any matched device is remembered, and is no news") {
  rollup counts;
  counts.heard(device("a"), noon);
  counts.set_matched({device("a"), "u", true});
  CHECK_FALSE(counted(counts).last_heartbeat_at);
  counts.heard(device("a"), noon + 1h);
  counts.heard(device("other"), noon + 2h);
  REQUIRE(counted(counts).last_heartbeat_at);
  CHECK(counted(counts).last_heartbeat_at->at == noon + 1h);
}

TEST_CASE("a device that names a deployment twice is counted once") {
  rollup counts;
  counts.set_matched({device("a"), "u", true});
  counts.report(state("a", {reported("u", 'a', phase::running), reported("u", 'a', phase::running)}), noon);
  CHECK(counted(counts) == contracts::aggregate{.matched = 1, .updated = 1, .succeeded = 1});
}

TEST_CASE("a device whose state is gone is pending again") {
  rollup counts;
  counts.set_matched({device("a"), "u", true});
  counts.report(state("a", {reported("u", 'a', phase::running)}), noon);
  CHECK(counts.reporters() == std::vector{device("a")});
  CHECK(counts.forget_report(device("a")) == std::set<std::string>{"u"});
  CHECK(counted(counts) == contracts::aggregate{.matched = 1, .pending = 1});
  CHECK(counts.reporters().empty());
}

TEST_CASE("after any history the counts are what a naive recount finds") {
  constexpr int steps = 5000;
  std::mt19937_64 random(23);
  const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  const std::vector<std::string> uids{"u", "v", "w"};
  const std::vector<phase> phases{phase::pending, phase::pulling, phase::running, phase::failed, phase::degraded};
  rollup counts;
  std::map<device_id, std::vector<contracts::deployment_state>> said;
  std::map<device_id, std::set<std::string>> matched;
  std::set<device_id> unreachable;
  for (int step = 0; step < steps; ++step) {
    const auto name = "d" + std::to_string(pick(8));
    const auto who = device(name);
    const auto& uid = uids[static_cast<std::size_t>(pick(3))];
    switch (pick(6)) {
      case 0:
      case 1: {
        std::vector<contracts::deployment_state> reports;
        for (const auto& one : uids)
          if (pick(2) == 0)
            reports.push_back(reported(one, pick(2) == 0 ? 'a' : 'b', phases[static_cast<std::size_t>(pick(5))], "e"));
        counts.report(state(name, said[who] = reports), noon);
        break;
      }
      case 2: said.erase(who), counts.forget_report(who); break;
      case 3: matched[who].insert(uid), counts.set_matched({who, uid, true}); break;
      case 4: matched[who].erase(uid), counts.set_matched({who, uid, false}); break;
      default:
        if (const bool away = pick(2) == 0; away) {
          unreachable.insert(who), counts.set_unreachable(who, true);
        } else {
          unreachable.erase(who), counts.set_unreachable(who, false);
        }
    }
    for (const auto& one : uids) {
      for (const char digit : {'a', 'b'}) {
        contracts::aggregate naive;
        std::set<device_id> wrong;
        for (const auto& [device, deployments] : matched) {
          if (!deployments.contains(one)) continue;
          ++naive.matched;
          naive.unreachable += unreachable.contains(device) ? 1 : 0;
          for (const auto& report : said[device]) {
            if (report.uid != one || report.revision != revision(digit)) continue;
            ++naive.updated;
            naive.succeeded += report.phase == phase::running ? 1 : 0;
            naive.failed += report.phase == phase::failed ? 1 : 0;
            if (report.phase == phase::failed || report.phase == phase::degraded) wrong.insert(device);
          }
        }
        naive.pending = naive.matched - naive.succeeded - naive.failed;
        auto found = counts.counts(one, revision(digit));
        REQUIRE(found.last_error.has_value() == !wrong.empty());
        if (found.last_error) REQUIRE(wrong.contains(found.last_error->device_id));
        found.last_error.reset();
        REQUIRE(found == naive);
      }
    }
  }
}
