// SPDX-License-Identifier: Apache-2.0
#include "nats/api_error.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using nats::api_errc;
using nats::message;

TEST_CASE("the server's error numbers become what a caller can do about them") {
  CHECK(api_errc(400, 10071) == errc::conflict);
  CHECK(api_errc(400, 10164) == errc::conflict);
  CHECK(api_errc(400, 10058) == errc::conflict);
  CHECK(api_errc(404, 10037) == errc::not_found);
  CHECK(api_errc(404, 10059) == errc::not_found);
  CHECK(api_errc(404, 10014) == errc::not_found);
  CHECK(api_errc(400, 10054) == errc::too_large);
  CHECK(api_errc(503, 10008) == errc::unavailable);
  CHECK(api_errc(400, 10002) == errc::exhausted);
  CHECK(api_errc(503, 10023) == errc::exhausted);
  CHECK(api_errc(503, 10077) == errc::exhausted);
  CHECK(api_errc(500, 10047) == errc::exhausted);
  CHECK(api_errc(400, 10025) == errc::unsupported);
}

TEST_CASE("an unknown error number is read by its class") {
  CHECK(api_errc(400, 1) == errc::invalid);
  CHECK(api_errc(403, 1) == errc::forbidden);
  CHECK(api_errc(404, 1) == errc::not_found);
  CHECK(api_errc(408, 1) == errc::timeout);
  CHECK(api_errc(409, 1) == errc::conflict);
  CHECK(api_errc(429, 1) == errc::unavailable);
  CHECK(api_errc(500, 1) == errc::failed);
  CHECK(api_errc(0, 0) == errc::failed);
}

TEST_CASE("a refusal inside an answer becomes an error with the server's words apart from ours") {
  const message refused{.subject = "i",
                        .payload = R"({"error":{"code":400,"err_code":10071,"description":"wrong last sequence: 4"}})"};
  const auto answer = nats::decode_answer(refused, "$KV.b.k");
  REQUIRE_FALSE(answer);
  CHECK(answer.error() == error{errc::conflict, "$KV.b.k was refused with error 10071", "wrong last sequence: 4"});
}

TEST_CASE("an answer without an error is its JSON, and anything else is a breach of the protocol") {
  const auto good = nats::decode_answer({.subject = "i", .payload = R"({"stream":"KV_b","seq":4})"}, "x");
  REQUIRE(good);
  CHECK(good->at("seq") == 4);
  for (const auto* other : {"", "[]", "+OK", "{\"stream\":"}) {
    const auto answer = nats::decode_answer({.subject = "i", .payload = other}, "x");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == errc::protocol);
  }
}

TEST_CASE("Direct Get says with a status that there is nothing") {
  const auto status = [](std::string code, std::string text) {
    return message{.subject = "i", .headers = {{"Status", std::move(code)}, {"Description", std::move(text)}}};
  };
  CHECK(nats::check_direct_status({.subject = "i", .payload = "value"}, "KV_b", "$KV.b.k"));
  const auto missing = nats::check_direct_status(status("404", "Message Not Found"), "KV_b", "$KV.b.k");
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == errc::not_found);
  CHECK(missing.error().message == "the stream KV_b has no message for $KV.b.k");
  const auto bad = nats::check_direct_status(status("408", "Bad Request"), "KV_b", "$KV.b.k");
  REQUIRE_FALSE(bad);
  CHECK(bad.error().detail == "Bad Request");
}
