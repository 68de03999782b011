// SPDX-License-Identifier: Apache-2.0
#include "nats/ack_subject.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using nats::parse_ack_subject;

namespace {

const nats::delivery expected{.stream_sequence = 110,
                              .consumer_sequence = 7,
                              .pending = 3,
                              .stored = wall_clock::time_point(std::chrono::microseconds(1'700'000'000'123'456))};

}  // namespace

TEST_CASE("the reply subject says where a delivery stands, in each of its forms") {
  CHECK(parse_ack_subject("$JS.ACK.KV_b.cons.1.110.7.1700000000123456789.3")->stream_sequence == 110);
  for (const auto* form :
       {"$JS.ACK.KV_b.cons.1.110.7.1700000000123456000.3", "$JS.ACK._.hash.KV_b.cons.1.110.7.1700000000123456000.3",
        "$JS.ACK.hub.hash.KV_b.cons.1.110.7.1700000000123456000.3.random"}) {
    const auto said = parse_ack_subject(form);
    REQUIRE(said);
    CHECK(*said == expected);
  }
}

TEST_CASE("any other reply subject is not a delivery") {
  for (const auto* other : {"", "_INBOX.1.2", "$JS.ACK.", "$JS.FC.KV_b.cons.abc", "$JS.ACK.KV_b.cons.1.110.7.1700",
                            "$JS.ACK.x.KV_b.cons.1.110.7.1700.3", "$JS.ACK.KV_b.cons.1.x.7.1700.3",
                            "$JS.ACK.KV_b.cons.1.110.-7.1700.3", "$JS.ACK.a.b.c.d.1.2.3.4.5.6.7"})
    CHECK_FALSE(parse_ack_subject(other));
}
