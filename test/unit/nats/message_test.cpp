// SPDX-License-Identifier: Apache-2.0
#include "harmony/nats/message.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using nats::message;

TEST_CASE("a header is found by its exact name, and its first value counts") {
  const message one{.subject = "a", .headers = {{"KV-Operation", "DEL"}, {"Twice", "first"}, {"Twice", "second"}}};
  CHECK(one.header_value("KV-Operation") == "DEL");
  CHECK(one.header_value("kv-operation").empty());
  CHECK(one.header_value("Twice") == "first");
}

TEST_CASE("the server's status is a number, and an ordinary message has none") {
  CHECK(message{.subject = "a"}.status() == 0);
  const message missing{.subject = "a", .headers = {{"Status", "404"}, {"Description", "Message Not Found"}}};
  CHECK(missing.status() == 404);
  CHECK(missing.status_text() == "Message Not Found");
  CHECK(message{.subject = "a", .headers = {{"Status", "ready"}}}.status() == 0);
  CHECK(message{.subject = "a", .headers = {{"Status", "404x"}}}.status() == 0);
}

TEST_CASE("what would break the text protocol is refused before it is sent") {
  CHECK(nats::check_sendable({.subject = "$KV.desired-state.dev1", .reply = "_INBOX.1", .headers = {{"A", "b c"}}}));
  const message wrong[] = {{.subject = ""},
                           {.subject = "a b"},
                           {.subject = "a\r\nPUB b 0\r\n"},
                           {.subject = "a", .reply = "b\tc"},
                           {.subject = "a", .headers = {{"", "x"}}},
                           {.subject = "a", .headers = {{"Na me", "x"}}},
                           {.subject = "a", .headers = {{"Name:", "x"}}},
                           {.subject = "a", .headers = {{"Name", "x\r\nOther: y"}}}};
  for (const auto& one : wrong) {
    const auto answer = nats::check_sendable(one);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::invalid);
  }
}
