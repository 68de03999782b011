// SPDX-License-Identifier: Apache-2.0
// The progress of a pull, whose end is told in it and not by the status.
#include "podman/version_differences.hpp"
#include "stored.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

TEST_CASE("a pull is done by the line that names the image, and by no other") {
  for (const auto* version : versions) {
    CAPTURE(version);
    const auto lines = stored_lines(version, "pull-done.jsonl");
    REQUIRE(lines.size() > 5);
    bool done = false;
    for (const auto& line : lines) {
      CHECK_FALSE(done);
      CHECK(pull_line(line, done));
    }
    CHECK(done);
  }
}

TEST_CASE("an error within a success is an error, in podman's words") {
  for (const auto* version : versions) {
    CAPTURE(version);
    const auto lines = stored_lines(version, "pull-refused.jsonl");
    REQUIRE(lines.size() == 2);
    bool done = false;
    CHECK(pull_line(lines[0], done));
    const auto refused = pull_line(lines[1], done);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::failed);
    CHECK(refused.error().detail.starts_with("initializing source docker://127.0.0.1:1/x:1: pinging container registry"));
    CHECK_FALSE(done);
  }
}

TEST_CASE("an error beside an image is an error") {
  bool done = false;
  const auto refused = pull_line(R"({"images":["a"],"id":"a","error":"no space left on device"})", done);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().detail == "no space left on device");
  CHECK_FALSE(done);
}

TEST_CASE("empty lines and progress change nothing, what was done stays done") {
  for (bool done : {false, true}) {
    const auto before = done;
    for (const auto* line : {"", R"({"stream":"Copying blob"})", R"({"stream":"x","error":""})", R"({"id":null})", "{}"}) {
      CHECK(pull_line(line, done));
      CHECK(done == before);
    }
  }
}

TEST_CASE("a line of a pull that is no JSON object is not understood") {
  bool done = false;
  for (const auto* line : {R"({"stream":"cut )", "404 page not found", "[]", R"("done")", "null"}) {
    CAPTURE(line);
    const auto read = pull_line(line, done);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == errc::protocol);
    CHECK(read.error().detail == line);
  }
  CHECK_FALSE(done);
}
