// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/watch_machine.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace harmony;
using namespace harmony::kube;

namespace {

/// An action as one line, so that a test reads like the protocol.
std::string text_of(const watch_action& action) {
  if (const auto* page = std::get_if<list_page>(&action)) return "list " + page->continue_from;
  if (const auto* from = std::get_if<open_watch>(&action)) return "watch " + from->resource_version;
  if (std::holds_alternative<back_off>(action)) return "back off";
  return "read";
}

std::string text_of(const watch_events& events) {
  struct names {
    std::string operator()(const sync::init&) const { return "init"; }
    std::string operator()(const sync::init_done&) const { return "init_done"; }
    std::string operator()(const sync::item<object_key, boost::json::value>& one) const { return "item " + one.key.text(); }
    std::string operator()(const sync::applied<object_key, boost::json::value>& one) const {
      return "applied " + one.key.text();
    }
    std::string operator()(const sync::deleted<object_key>& one) const { return "deleted " + one.key.text(); }
  };
  std::string text;
  for (const auto& one : events) text += (text.empty() ? "" : ", ") + std::visit(names{}, one);
  return text;
}

std::string event(std::string_view type, std::string_view name, int version) {
  return fmt::format(
      R"({{"type":"{}","object":{{"kind":"ConfigMap","metadata":{{"namespace":"n","name":"{}","resourceVersion":"{}"}}}}}})",
      type, name, version);
}

std::string status_line(int code) {
  return fmt::format(R"({{"type":"ERROR","object":{{"kind":"Status","code":{},"message":"words"}}}})", code);
}

boost::json::value page(std::string_view version, std::string_view items = "[]", std::string_view more = "") {
  return boost::json::parse(fmt::format(
      R"({{"kind":"ConfigMapList","apiVersion":"v1","metadata":{{"resourceVersion":"{}","continue":"{}"}},"items":{}}})",
      version, more, items));
}

const steady_clock::time_point start{std::chrono::hours(1)};

/// A machine whose watch is open at version 10.
watch_machine watching() {
  watch_machine machine(1);
  (void)machine.next();
  (void)machine.listed(page("10"), start);
  (void)machine.next();
  machine.opened(start);
  return machine;
}

back_off backed_off(watch_machine& machine) {
  const auto action = machine.next();
  REQUIRE(text_of(action) == "back off");
  return std::get<back_off>(action);
}

}  // namespace

TEST_CASE("a listing is read page by page and followed by a watch from its version") {
  watch_machine machine(1);
  CHECK(text_of(machine.next()) == "list ");
  CHECK(text_of(machine.listed(page("10", R"([{"metadata":{"name":"a","namespace":"n"}}])", "t-1"), start)) ==
        "init, item n/a");
  CHECK(text_of(machine.next()) == "list t-1");
  CHECK(text_of(machine.listed(page("10", R"([{"metadata":{"name":"b"}}])"), start)) == "item b, init_done");
  CHECK(text_of(machine.next()) == "watch 10");
  machine.opened(start);
  CHECK(text_of(machine.next()) == "read");
}

TEST_CASE("an empty listing is complete too") {
  watch_machine machine(1);
  CHECK(text_of(machine.listed(page("10", "null"), start)) == "init, init_done");
}

TEST_CASE("items say what they are and carry no managed fields") {
  watch_machine machine(1);
  const auto events = machine.listed(page("10", R"([{"metadata":{"name":"a","managedFields":[1]},"data":{}}])"), start);
  const auto& value = *std::get<sync::item<object_key, boost::json::value>>(events.at(1)).value;
  CHECK(value == boost::json::parse(R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{}})"));
}

TEST_CASE("changes are told, and the next watch starts after the last of them") {
  auto machine = watching();
  CHECK(text_of(machine.line(event("ADDED", "a", 11), start)) == "applied n/a");
  CHECK(text_of(machine.line(event("MODIFIED", "a", 12), start)) == "applied n/a");
  CHECK(text_of(machine.line(event("DELETED", "a", 13), start)) == "deleted n/a");
  CHECK(text_of(machine.next()) == "read");
  machine.ended(start + 290s);
  CHECK(text_of(machine.next()) == "watch 13");
}

TEST_CASE("a bookmark only moves the position") {
  auto machine = watching();
  CHECK(
      machine.line(R"({"type":"BOOKMARK","object":{"kind":"ConfigMap","metadata":{"resourceVersion":"50"}}})", start).empty());
  machine.ended(start);
  CHECK(text_of(machine.next()) == "watch 50");
}

TEST_CASE("a position that is gone leads to a new listing, in a watch and when opening one") {
  auto inside = watching();
  CHECK(inside.line(status_line(410), start).empty());
  CHECK(backed_off(inside).why.code == errc::gone);
  CHECK(text_of(inside.next()) == "list ");

  watch_machine opening(1);
  (void)opening.listed(page("10"), start);
  opening.failed({errc::gone, "too old"}, start);
  (void)backed_off(opening);
  CHECK(text_of(opening.next()) == "list ");
  CHECK(text_of(opening.listed(page("20"), start)) == "init, init_done");
}

TEST_CASE("a listing that is lost half-way starts over") {
  watch_machine machine(1);
  (void)machine.listed(page("10", "[]", "t-1"), start);
  machine.failed({errc::gone, "the token is too old"}, start);
  (void)backed_off(machine);
  CHECK(text_of(machine.next()) == "list ");
  CHECK(text_of(machine.listed(page("11"), start)) == "init, init_done");
}

TEST_CASE("another error keeps the position") {
  auto machine = watching();
  (void)machine.line(event("ADDED", "a", 11), start);
  machine.failed({errc::unavailable, "connection reset"}, start);
  const auto wait = backed_off(machine);
  CHECK(wait.why.message == "connection reset");
  CHECK((wait.duration >= 400ms && wait.duration <= 800ms));
  CHECK(text_of(machine.next()) == "watch 11");

  auto refused = watching();
  CHECK(refused.line(status_line(500), start).empty());
  (void)backed_off(refused);
  CHECK(text_of(refused.next()) == "watch 10");
}

TEST_CASE("waits grow to half a minute and are short again after two minutes without a failure") {
  watch_machine machine(1);
  auto now = start;
  std::chrono::milliseconds last{};
  for (int failure = 0; failure < 10; ++failure) {
    machine.failed({errc::unavailable, "refused"}, now);
    last = backed_off(machine).duration;
    now += last;
    CHECK(text_of(machine.next()) == "list ");
  }
  CHECK((last >= 15s && last <= 30s));
  machine.failed({errc::unavailable, "refused"}, now + 2min);
  CHECK(backed_off(machine).duration <= 800ms);
}

TEST_CASE("a watch that ends at once is a failure, a quiet one that ends on time is not") {
  auto short_lived = watching();
  short_lived.ended(start + 999ms);
  CHECK(backed_off(short_lived).why.code == errc::unavailable);
  CHECK(text_of(short_lived.next()) == "watch 10");
  auto quiet = watching();
  quiet.ended(start + 1s);
  CHECK(text_of(quiet.next()) == "watch 10");
}

TEST_CASE(
    "a position where nothing is heard, however often it is resumed, may be one that the server has lost: a new listing") {
  auto deaf = watching();
  auto now = start;
  for (; now + 1min < start + 15min; now += 1min) {
    deaf.ended(now + 1min);
    CHECK(text_of(deaf.next()) == "watch 10");
    deaf.opened(now + 1min);
  }
  deaf.ended(start + 15min);
  CHECK(text_of(deaf.next()) == "list ");
  CHECK(text_of(deaf.listed(page("7"), start + 15min)) == "init, init_done");
  CHECK(text_of(deaf.next()) == "watch 7");

  auto quiet = watching();
  CHECK(quiet.line(R"({"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"11"}}})", start + 10min).empty());
  quiet.ended(start + 20min);
  CHECK(text_of(quiet.next()) == "watch 11");
}

TEST_CASE("a position that fails five times in a row is given up for a new listing") {
  auto machine = watching();
  for (int failure = 0; failure < 4; ++failure) {
    machine.failed({errc::unavailable, "too large resource version"}, start);
    (void)backed_off(machine);
    REQUIRE(text_of(machine.next()) == "watch 10");
    machine.opened(start);
  }
  machine.failed({errc::unavailable, "too large resource version"}, start);
  (void)backed_off(machine);
  CHECK(text_of(machine.next()) == "list ");
}

TEST_CASE("progress forgives the failures before it") {
  auto machine = watching();
  for (int failure = 0; failure < 20; ++failure) {
    machine.failed({errc::unavailable, "reset"}, start);
    (void)backed_off(machine);
    REQUIRE(text_of(machine.next()).starts_with("watch "));
    machine.opened(start);
    (void)machine.line(event("MODIFIED", "a", 11 + failure), start);
  }
}

TEST_CASE("lines that can't be read are failures, not events") {
  for (const std::string line : {"{", "[]", R"({"type":"ADDED"})", R"({"type":"ADDED","object":{"metadata":{"name":"a"}}})",
                                 R"({"type":"ADDED","object":{"metadata":{"resourceVersion":"11"}}})",
                                 R"({"type":"RENAMED","object":{"metadata":{"name":"a","resourceVersion":"11"}}})"}) {
    CAPTURE(line);
    auto machine = watching();
    CHECK(machine.line(line, start).empty());
    CHECK(backed_off(machine).why.code == errc::protocol);
    CHECK(text_of(machine.next()) == "watch 10");
  }
  auto machine = watching();
  CHECK(machine.line(R"({"kind":"Status","code":410,"message":"too old"})", start).empty());
  CHECK(backed_off(machine).why.code == errc::gone);
}

TEST_CASE("a listing without a version or with a nameless item is a failure, not an empty cluster") {
  for (const auto& wrong : {page(""), page("10", R"([{"metadata":{}}])"), page("10", "{}"), boost::json::value("text")}) {
    watch_machine machine(1);
    CHECK(machine.listed(wrong, start).empty());
    CHECK(backed_off(machine).why.code == errc::protocol);
    CHECK(text_of(machine.next()) == "list ");
  }
}

TEST_CASE("a busy server is not asked before it wishes it") {
  watch_machine machine(1);
  machine.failed({.code = errc::unavailable, .message = "429", .retry_after = 45s}, start);
  CHECK(backed_off(machine).duration == 45s);
}
