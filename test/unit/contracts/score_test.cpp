// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/score.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/digest.hpp"

using namespace harmony::contracts;

namespace {
constexpr auto web = R"({"type":"PodmanV0","data":{"services":[{"name":"web","image":"web:1","ports":["8080:80"]}]}})";
}

TEST_CASE("SHA-256 and its short form are the ones that everybody computes") {
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(short_digest("abc") == "ba7816bf8f01cfea");
}

TEST_CASE("a revision names the content: not the order of keys, not what is left to its default") {
  const auto one = decode_text<score>(web);
  const auto other = decode_text<score>(
      R"({"data":{"services":[{"args":[],"ports":["8080:80/tcp"],"image":"web:1","name":"web","env":[]}]},"type":"PodmanV0"})");
  REQUIRE(one);
  REQUIRE(other);
  CHECK(revision_of(*one) == revision_of(*other));
  // Pinned: a change of this number restarts every container of every fleet.
  CHECK(revision_of(*one).text() ==
        sha256_hex(R"({"data":{"services":[{"image":"web:1","name":"web","ports":["8080:80"]}]},"type":"PodmanV0"})"));
}

TEST_CASE("every change of the content is another revision") {
  auto changed = *decode_text<score>(web);
  const auto before = revision_of(changed);
  changed.data.services[0].env.push_back({*env_name::parse("A"), "1"});
  CHECK(revision_of(changed) != before);
}

TEST_CASE("a score of an unknown type is refused by name") {
  const auto decoded = decode_text<score>(R"({"type":"WasmV1","data":{"services":[]}})");
  REQUIRE_FALSE(decoded);
  CHECK(decoded.error().message == "type: \"WasmV1\" is not one of: PodmanV0");
}

TEST_CASE("a score without services, or with too many, is refused") {
  CHECK(decode_text<score>(R"({"type":"PodmanV0","data":{"services":[]}})").error().message ==
        "data.services: has fewer than 1 entries");
  CHECK(decode_text<score>(R"({"type":"PodmanV0","data":{}})").error().message == "data.services: is missing");
}
