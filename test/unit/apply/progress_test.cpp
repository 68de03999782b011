// SPDX-License-Identifier: Apache-2.0
#include "apply/progress.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>

#include "rollouts.hpp"

using namespace harmony;
using namespace harmony::apply;
using namespace harmony::apply::test;

namespace {

std::vector<std::string> texts(const std::vector<block_line>& block) {
  std::vector<std::string> all;
  for (const auto& one : block) all.push_back(one.text);
  return all;
}

}  // namespace

TEST_CASE("a line has the counts, and those that are zero only where they say something") {
  CHECK(progress_line(following(rollout({.matched = 20})), start) == "shop/web: 0 of 20 devices ready, 0 updated, 20 pending");
  auto seen = rollout({.matched = 20, .ready = 13, .failed = 1, .updated = 15, .unreachable = 2});
  add_error(seen, "plc-17", "no such\nimage");
  CHECK(progress_line(following(seen), start) ==
        "shop/web: 13 of 20 devices ready, 15 updated, 1 failed, 6 pending, 2 unreachable; plc-17: no such image");
  CHECK(progress_line(following(rollout({.matched = 20, .ready = 20, .updated = 20})), start) ==
        "shop/web: 20 of 20 devices ready, 20 updated");
}

TEST_CASE("a line says who is waited for") {
  const follow unseen({"shop", "web"}, goal::up_to_date, start);
  CHECK(progress_line(unseen, start) == "shop/web: waiting for the API server");
  const auto fresh = following({.uid = "u1", .generation = 1});
  CHECK(progress_line(fresh, start) == "shop/web: waiting for the operator");
  CHECK(progress_line(fresh, start + operator_patience) ==
        "shop/web: the operator has not seen it yet; is it running? kubectl -n harmony-iot get pods");
  CHECK(progress_line(following(rollout({})), start) ==
        "shop/web: no device matches the selector (NoMatchingDevices); waiting, as one may still come");
  const auto going = following(rollout({.matched = 3}), goal::gone);
  CHECK(progress_line(going, start) == "shop/web: waiting for the operator to tell the devices");
  CHECK(progress_line(going, start + operator_patience) ==
        "shop/web: the operator has not let go of it yet; is it running? kubectl -n harmony-iot get pods");
}

TEST_CASE("time alone changes no line") {
  const auto what = following(rollout({.matched = 20, .ready = 13}));
  CHECK(progress_line(what, start) == progress_line(what, start + 1h));
}

TEST_CASE("a block shows all that is known") {
  auto seen = rollout({.matched = 4, .ready = 2, .failed = 1, .updated = 3});
  add_error(seen, "plc-17", "no such image");
  contracts::timestamp at;
  at.at = wall_clock::time_point(std::chrono::sys_days(std::chrono::year(2026) / 1 / 2)) + 3h + 4min + 5s;
  const auto event = [&](contracts::severity how, std::string message) {
    return contracts::recent_event{
        .device_id = contracts::device_id::parse("plc-3").value(), .severity = how, .message = std::move(message), .at = at};
  };
  seen.status.aggregate.recent_events = {event(contracts::severity::info, "pulled"),
                                         event(contracts::severity::error, "ended")};
  const auto block = progress_block(following(seen), start, 12s, 100, 20);
  CHECK(block == std::vector<block_line>{
                     {"shop/web  generation 2  revision bbbbbbbb  12s", tone::strong},
                     {"[####################xxxxxxxxxx----------] 2 of 4 devices ready", tone::bad},
                     {"matched 4  updated 3  ready 2  failed 1  pending 1  unreachable 0"},
                     {"RollingOut: words"},
                     {"last error  plc-17: no such image", tone::bad},
                     {"03:04:05  plc-3  pulled", tone::quiet},
                     {"03:04:05  plc-3  ended", tone::bad},
                 });
  CHECK(texts(progress_block(following({.uid = "u1", .generation = 1}), start, 0s, 100, 20)) ==
        std::vector<std::string>{"shop/web  generation 1  0s", "waiting for the operator"});
}

TEST_CASE("a block fits into any window") {
  auto seen = rollout({.matched = 1'000'000, .ready = 999'999, .updated = 1'000'000});
  add_error(seen, "plc-17", std::string(500, 'e'));
  for (const std::size_t width : {0U, 1U, 2U, 3U, 10U, 27U, 40U, 79U, 200U}) {
    for (const std::size_t height : {0U, 1U, 4U, 50U}) {
      CAPTURE(width, height);
      const auto block = progress_block(following(seen), start, 3601s, width, height);
      CHECK(block.size() <= height);
      CHECK(std::ranges::all_of(block, [&](const auto& line) { return line.text.size() <= width; }));
    }
  }
}

TEST_CASE("text is cut where it has to be, by columns and not by bytes") {
  CHECK(fit("seven77", 7) == "seven77");
  CHECK(fit("eight888", 7) == "eigh...");
  CHECK(fit("h\xC3\xA9llo", 5) == "h\xC3\xA9llo");
  CHECK(fit("h\xC3\xA9llo!", 5) == "h\xC3\xA9...");
  // Two columns each.
  CHECK(fit("\xE6\xBC\xA2\xE5\xAD\x97", 4) == "\xE6\xBC\xA2\xE5\xAD\x97");
  CHECK(fit("\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2", 5) == "\xE6\xBC\xA2...");
  CHECK(fit("abc", 2) == "..");
  CHECK(fit("abc", 0).empty());
  CHECK(fit("", 5).empty());
}

TEST_CASE("what a device said cannot move the cursor") {
  CHECK(fit("a\x1b[2Jb\r\n\tc\x7f", 80) == "a [2Jb   c ");
  CHECK(fit("\xC2\x9B"
            "2J",
            80) == " 2J");
  CHECK(fit("\xFF\xC3(\xE6\xBC\xF8\x88\x88\x88\x88", 80) ==
        "?"
        "?("
        "???????");
}

TEST_CASE("a bar is full only when all is done, and shows what is there") {
  CHECK(bar(0, 0, 0, 4) == "[----]");
  CHECK(bar(0, 0, 10, 4) == "[----]");
  CHECK(bar(5, 0, 10, 4) == "[##--]");
  CHECK(bar(10, 0, 10, 4) == "[####]");
  CHECK(bar(999'999, 0, 1'000'000, 4) == "[###-]");
  CHECK(bar(999'999, 1, 1'000'000, 4) == "[###x]");
  CHECK(bar(1, 0, 1'000'000, 4) == "[#---]");
  CHECK(bar(0, 10, 10, 4) == "[xxxx]");
  CHECK(bar(5, 5, 10, 4) == "[##xx]");
  CHECK(bar(5, 0, 10, 0) == "[]");
  CHECK(bar(5, 5, 10, 1) == "[x]");
}
