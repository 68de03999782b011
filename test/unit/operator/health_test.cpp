// SPDX-License-Identifier: Apache-2.0
#include "operator/health.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using fleet::answer_health;

TEST_CASE("/healthz answers as long as anything does") {
  CHECK(answer_health({.target = "/healthz"}, {{"nats", false}}).status == 200);
}

TEST_CASE("/readyz is ready if every check passes, and names each") {
  const auto ready = answer_health({.target = "/readyz?verbose"}, {{"nats", true}, {"buckets", true}});
  CHECK(ready.status == 200);
  CHECK(ready.body == "[+] nats\n[+] buckets\nready\n");
  const auto waiting = answer_health({.target = "/readyz"}, {{"nats", true}, {"buckets", false}});
  CHECK(waiting.status == 503);
  CHECK(waiting.body == "[+] nats\n[-] buckets\nnot ready\n");
}

TEST_CASE("any other path is not there") { CHECK(answer_health({.target = "/metrics"}, {}).status == 404); }
