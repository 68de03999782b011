// SPDX-License-Identifier: Apache-2.0
#include "operator/health.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::fleet;

namespace {

const health good{.live = {{"ping", true}, {"tasks", true}}, .ready = {{"nats", true}, {"watches", true}}};
const health waiting{.live = good.live, .ready = {{"nats", true}, {"watches", false}}};
const health refused{.live = good.live, .ready = {{"nats", true}, {"writes", false, "no room:\nmake some"}}};
const health broken{.live = {{"ping", true}, {"tasks", false}}, .ready = good.ready};

http::response asked(std::string target, const health& now) { return answer_health({.target = std::move(target)}, now); }

}  // namespace

TEST_CASE("what is well is said in two letters") {
  for (const auto* path : {"/healthz", "/livez", "/readyz", "/readyz?exclude=x"}) {
    CHECK(asked(path, good).status == 200);
    CHECK(asked(path, good).body == "ok");
  }
}

TEST_CASE("verbose names each check as kube-apiserver does") {
  CHECK(asked("/readyz?verbose", good).body == "[+]nats ok\n[+]watches ok\nreadyz check passed\n");
  CHECK(asked("/healthz?verbose=1", good).body == "[+]ping ok\n[+]tasks ok\nhealthz check passed\n");
}

TEST_CASE("a check that fails is 503 and named, asked for or not; the other probe does not mind") {
  const auto said = asked("/readyz", waiting);
  CHECK(said.status == 503);
  CHECK(said.body == "[+]nats ok\n[-]watches failed: reason withheld\nreadyz check failed\n");
  CHECK(asked("/healthz", waiting).status == 200);
  CHECK(asked("/healthz", broken).status == 503);
  CHECK(asked("/readyz", broken).status == 200);
}

TEST_CASE("a check that fails says why, if it may, on one line") {
  CHECK(asked("/readyz", refused).body == "[+]nats ok\n[-]writes failed: no room: make some\nreadyz check failed\n");
}

TEST_CASE("one check can be asked for alone") {
  CHECK(asked("/readyz/nats", waiting).body == "ok");
  CHECK(asked("/readyz/watches", waiting).status == 503);
  CHECK(asked("/readyz/watches?verbose", good).body == "[+]watches ok\nreadyz check passed\n");
  CHECK(asked("/readyz/elsewhere", good).status == 404);
}

TEST_CASE("any other path is not there") {
  for (const auto* path : {"/", "/elsewhere", "/readyzz", "readyz", ""}) CHECK(asked(path, good).status == 404);
}
