// SPDX-License-Identifier: Apache-2.0
// How podman says no.
#include "podman/documents.hpp"
#include "podman/version_differences.hpp"
#include "stored.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

TEST_CASE("a refusal keeps podman's words apart from ours") {
  const auto refused = refusal(
      404,
      R"({"cause":"no such container","message":"no container with name or ID \"x\" found: no such container","response":404})");
  CHECK(refused.code == errc::not_found);
  CHECK(refused.message == "podman answered 404");
  CHECK(refused.detail == R"(no container with name or ID "x" found: no such container)");
  CHECK(refused.hint.empty());
}

TEST_CASE("a status has one reaction, and what podman tried and could not do is a failure") {
  CHECK(refusal(400, "{}").code == errc::invalid);
  CHECK(refusal(404, "{}").code == errc::not_found);
  CHECK(refusal(409, "{}").code == errc::conflict);
  CHECK(refusal(500, "{}").code == errc::failed);
  for (const auto* version : versions) {
    const auto refused = refusal(500, stored(version, "start-failed.json"));
    CHECK(refused.code == errc::failed);
    CHECK(refused.detail.starts_with("crun: executable file `/no/such` not found"));
  }
}

TEST_CASE("a refusal that is not podman's is quoted with a bound") {
  CHECK(refusal(500, "<html>proxy</html>").detail == "<html>proxy</html>");
  CHECK(refusal(500, R"({"error":"other"})").detail == R"({"error":"other"})");
  CHECK(refusal(500, R"({"message":null})").detail == R"({"message":null})");
  CHECK(refusal(500, "").detail.empty());
  CHECK(refusal(500, std::string(10'000, 'x')).detail.size() == 500);
}

TEST_CASE("an answer that is not JSON is quoted with a bound") {
  CHECK(parse_answer("[1]"));
  for (const auto* text : {"", "{", "page not found", "{} {}"}) {
    const auto parsed = parse_answer(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == errc::protocol);
    CHECK(parsed.error().detail == text);
  }
  CHECK(parse_answer(std::string(10'000, 'x')).error().detail.size() == 200);
}

TEST_CASE("creating without the image is not found: a 500 of podman 4.3, a 404 of later ones") {
  const auto old = create_refusal(500, stored("4.3.1", "create-without-image.json"));
  CHECK(old.code == errc::not_found);
  CHECK(old.detail == "localhost/none:1: image not known");
  const auto later = create_refusal(404, stored("5.4.2", "create-without-image.json"));
  CHECK(later.code == errc::not_found);
  CHECK(later.detail == "no such image: localhost/none:1: image not known");
  CHECK(create_refusal(500, R"({"message":"no such image"})").code == errc::not_found);
}

TEST_CASE("creating under a name that is taken is a conflict, whether 500 or 409 says so") {
  for (const auto* version : versions) {
    const auto refused = create_refusal(500, stored(version, "create-taken.json"));
    CHECK(refused.code == errc::conflict);
    CHECK(refused.detail.starts_with(R"(creating container storage: the container name "web" is already in use)"));
  }
  CHECK(create_refusal(409, R"({"message":"container already exists"})").code == errc::conflict);
}

TEST_CASE("a path of the device that is not there and a port that is taken are told with what to do") {
  const auto path = create_refusal(500, R"({"message":"statfs /nowhere: no such file or directory"})");
  CHECK(path.code == errc::failed);
  CHECK(path.detail == "statfs /nowhere: no such file or directory");
  CHECK(path.hint.contains("make that path"));
  for (const auto* words : {"cannot listen on the TCP port: listen tcp4 :8080: bind: address already in use",
                            "rootlessport listen tcp 0.0.0.0:8080: bind: address already in use",
                            "pasta failed with exit code 1: Failed to bind port 8080 (Address already in use)"}) {
    const auto port = start_refusal(500, fmt::format(R"({{"message":"{}"}})", words));
    CHECK(port.code == errc::conflict);
    CHECK(port.detail == words);
    CHECK(port.hint.contains("publish another one"));
  }
  const auto other = start_refusal(500, R"({"message":"crun: executable file `/x` not found"})");
  CHECK(other.code == errc::failed);
  CHECK(other.hint.empty());
}

TEST_CASE("any other refused creation is what its status says") {
  CHECK(create_refusal(500, R"({"message":"running container create option: names must match"})").code == errc::failed);
  CHECK(create_refusal(400, R"({"message":"image not known"})").code == errc::invalid);
}

TEST_CASE("what was removed leaves no words, and what was not leaves the first of its own") {
  for (const auto* version : versions) CHECK(removal_error(stored_json(version, "removed.json")).empty());
  CHECK(removal_error(boost::json::parse(R"([{"Id":"a"},{"Id":"b","Err":null},{"Id":"c","Err":"is paused"},
                                             {"Id":"d","Err":"other"}])")) == "is paused");
  for (const auto* text : {"[]", "null", "{}", R"([null,"a",{}])"}) CHECK(removal_error(boost::json::parse(text)).empty());
}
