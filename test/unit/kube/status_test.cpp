// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/status.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>

using namespace harmony;
using namespace harmony::kube;

namespace {

http::response answer(unsigned code, std::string body, std::vector<http::header> headers = {}) {
  return {.status = code, .headers = std::move(headers), .body = std::move(body)};
}

error error_of(unsigned code, std::string body) { return to_error(status_of(answer(code, std::move(body))), "https://k:6443"); }

std::string status_body(unsigned code, std::string_view reason, std::string_view message, std::string_view details = "{}") {
  return fmt::format(
      R"({{"kind":"Status","apiVersion":"v1","status":"Failure","message":"{}","reason":"{}","details":{},"code":{}}})",
      message, reason, details, code);
}

}  // namespace

TEST_CASE("a refusal keeps the server's words apart from ours") {
  const auto failure = error_of(404, status_body(404, "NotFound", R"(configmaps \"web\" not found)", R"({"name":"web"})"));
  CHECK(failure.code == errc::not_found);
  CHECK(failure.message == "https://k:6443 answered 404 NotFound");
  CHECK(failure.detail == R"(configmaps "web" not found)");
}

TEST_CASE("a 404 that is about no object means that the resource is not served") {
  const auto unknown = error_of(404, "404 page not found\n");
  CHECK(unknown.code == errc::unavailable);
  CHECK(unknown.detail == "404 page not found");
  CHECK(unknown.hint.contains("CustomResourceDefinition"));
  CHECK(error_of(404, status_body(404, "NotFound", "the server could not find the requested resource")).code ==
        errc::unavailable);
}

TEST_CASE("each status has one reaction") {
  struct row {
    unsigned code;
    errc reaction;
  };
  for (const auto [code, reaction] :
       {row{400, errc::invalid}, row{401, errc::unauthorized}, row{403, errc::forbidden}, row{405, errc::unsupported},
        row{409, errc::conflict}, row{410, errc::gone}, row{413, errc::too_large}, row{418, errc::failed},
        row{422, errc::invalid}, row{429, errc::unavailable}, row{500, errc::unavailable}, row{503, errc::unavailable},
        row{504, errc::unavailable}}) {
    CAPTURE(code);
    CHECK(error_of(code, status_body(code, "Reason", "words")).code == reaction);
    CHECK(error_of(code, "<html>proxy</html>").code == reaction);
  }
}

TEST_CASE("a conflict of an apply names each manager and what it owns") {
  const auto failure = error_of(409, status_body(409, "Conflict", "Apply failed with 3 conflicts", R"({"causes":[
      {"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using v1","field":".data.a"},
      {"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" using v1","field":".data.b"},
      {"reason":"FieldManagerConflict","message":"conflict with \"argocd\" with subresource \"status\"","field":".data.c"}]})"));
  CHECK(failure.code == errc::conflict);
  CHECK(failure.message == R"(https://k:6443 answered 409 Conflict: "argocd" owns .data.c; "kubectl" owns .data.a, .data.b)");
  CHECK(failure.hint.contains("forcing"));
}

TEST_CASE("a conflict without owners gives no advice about forcing") {
  const auto failure = error_of(409, status_body(409, "AlreadyExists", "it exists", R"({"name":"web"})"));
  CHECK(failure.code == errc::conflict);
  CHECK(failure.hint.empty());
}

TEST_CASE("causes that the message does not repeat are added to it") {
  const auto body = status_body(422, "Invalid", "two things: a is bad", R"({"causes":[
      {"reason":"FieldValueInvalid","message":"a is bad","field":"spec.a"},
      {"reason":"FieldValueInvalid","message":"b is bad","field":"spec.b"},
      {"reason":"FieldValueInvalid","message":"c is bad"}]})");
  CHECK(error_of(422, body).detail == "two things: a is bad; spec.b: b is bad; c is bad");
}

TEST_CASE("an apply that does not fit the schema is a mistake of ours, although it is answered 500") {
  const auto failure = error_of(
      500,
      status_body(500, "", "failed to create typed patch object (a/b; v1, Kind=ConfigMap): .x: field not declared in schema"));
  CHECK(failure.code == errc::invalid);
  CHECK(failure.message == "https://k:6443 answered 500");
}

TEST_CASE("the wish for a later try is read from the header, else from the document") {
  const auto body = status_body(429, "TooManyRequests", "slow down", R"({"retryAfterSeconds":7})");
  CHECK(status_of(answer(429, body)).retry_after == std::chrono::seconds(7));
  CHECK(status_of(answer(429, body, {{"retry-after", "3"}})).retry_after == std::chrono::seconds(3));
  CHECK(status_of(answer(429, "slow down", {{"Retry-After", "1"}})).retry_after == std::chrono::seconds(1));
  CHECK(status_of(answer(503, "", {{"Retry-After", "86400"}})).retry_after == std::chrono::minutes(5));
  CHECK(status_of(answer(429, R"({"kind":"Status","details":{"retryAfterSeconds":9223372036854775807}})")).retry_after ==
        std::chrono::minutes(5));
  CHECK_FALSE(status_of(answer(503, "", {{"Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"}})).retry_after);
}

TEST_CASE("a page that is no Status is quoted with a bound") {
  const auto failure = error_of(502, std::string(10'000, 'x'));
  CHECK(failure.detail.size() == 512);
  CHECK(error_of(502, "").detail.empty());
}

TEST_CASE("a Status inside a watch carries its own code") {
  const auto read = status_of(boost::json::parse(status_body(410, "Expired", "too old resource version: 1 (20)")));
  CHECK(read.code == 410);
  CHECK(read.reason == "Expired");
  CHECK(to_error(read, "the watch").code == errc::gone);
}
