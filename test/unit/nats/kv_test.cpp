// SPDX-License-Identifier: Apache-2.0
#include "harmony/nats/kv.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;

TEST_CASE("a key is what every NATS client accepts") {
  for (const auto* good : {"dev1", "a.b.c", "A-b_c/d=e.9", "0"}) CHECK(nats::check_key(good));
  for (const auto* bad : {"", ".a", "a.", "a..b", "a b", "a*", ">", "ä", "a:b"}) CHECK_FALSE(nats::check_key(bad));
}

TEST_CASE("the marker of a removed key is known in each of its forms") {
  CHECK(nats::is_removal({.subject = "a", .headers = {{"KV-Operation", "DEL"}}}));
  CHECK(nats::is_removal({.subject = "a", .headers = {{"KV-Operation", "PURGE"}}}));
  CHECK(nats::is_removal({.subject = "a", .headers = {{"Nats-Marker-Reason", "MaxAge"}}}));
  CHECK_FALSE(nats::is_removal({.subject = "a", .headers = {{"KV-Operation", "PUT"}}}));
  CHECK_FALSE(nats::is_removal({.subject = "a"}));
}

TEST_CASE("a bucket is a stream as other NATS clients make it") {
  const auto stream =
      nats::bucket_stream({.name = "desired-state", .repeat = nats::republish{"$KV.desired-state.>", "desired.>"}});
  CHECK(stream.name == "KV_desired-state");
  CHECK(stream.subjects == std::vector<std::string>{"$KV.desired-state.>"});
  CHECK(stream.most_messages_a_subject == 1);
  CHECK(stream.refuse_when_full);
  CHECK(stream.allow_rollup);
  CHECK(stream.refuse_deletes);
  CHECK(stream.allow_direct);
  REQUIRE(stream.repeat);
  CHECK(stream.repeat->destination == "desired.>");
}
