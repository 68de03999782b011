// SPDX-License-Identifier: Apache-2.0
// How the sessions of a watch end and begin: gaps, silence, failures, flow control.
#include <catch2/catch_test_macros.hpp>

#include "watch_fixture.hpp"

using namespace harmony;
using nats::watch_fixture;
using words = watch_fixture::words;

TEST_CASE("a gap in the deliveries ends the session, which then continues behind the last one told") {
  watch_fixture test;
  test.list();
  ++test.consumer_sequence;  // one got lost
  CHECK(test.put("c", "3", 9) == words{"drop 1"});
  CHECK(test.put("d", "4", 10) == words{});
  CHECK(test.tick_after(1s) == words{"read"});
  CHECK(test.read("A", 3, 10) == words{"create 2 from 8"});
}

TEST_CASE("a heartbeat shows that everything sent was received, or that it was not") {
  watch_fixture test;
  test.list();
  CHECK(test.heartbeat(2) == words{});
  CHECK(test.heartbeat(3) == words{"drop 1"});
}

TEST_CASE("a heartbeat without a number ends the session") {
  watch_fixture test;
  test.list();
  CHECK(watch_fixture::said(test.machine.received({.subject = "i", .headers = {{"Status", "100"}}}, test.now)) ==
        words{"drop 1"});
}

TEST_CASE("flow control is answered, also when the question comes again in a heartbeat") {
  watch_fixture test;
  test.list();
  CHECK(watch_fixture::said(test.machine.received({.subject = "i", .reply = "$JS.FC.KV_b.1", .headers = {{"Status", "100"}}},
                                                  test.now)) == words{"answer $JS.FC.KV_b.1"});
  CHECK(test.heartbeat(2, {{"Nats-Consumer-Stalled", "$JS.FC.KV_b.2"}}) == words{"answer $JS.FC.KV_b.2"});
}

TEST_CASE("silence ends the session, and a sign of life postpones that") {
  watch_fixture test;
  test.list();
  CHECK(test.machine.wake_at() == test.now + 12'500ms);
  CHECK(test.tick_after(12'499ms) == words{});
  (void)test.heartbeat(2);
  CHECK(test.tick_after(12s) == words{});
  CHECK(test.tick_after(500ms) == words{"drop 1"});
}

TEST_CASE("a listing in which nothing moves for two heartbeats is begun anew") {
  watch_fixture test;
  (void)test.machine.connected();
  (void)test.read("A", 1, 5);
  (void)test.created(2);
  (void)test.read("A", 1, 5);
  CHECK(test.heartbeat(0) == words{});
  CHECK(test.put("a", "1", 4, 1) == words{"item a=1@4"});
  CHECK(test.heartbeat(1) == words{});
  CHECK(test.heartbeat(1) == words{"drop 1"});
  (void)test.tick_after(1s);
  CHECK(test.read("A", 1, 5) == words{"create 2"});
}

TEST_CASE("the server's word that the consumer is no more ends the session") {
  watch_fixture test;
  test.list();
  CHECK(watch_fixture::said(test.machine.received({.subject = "i", .headers = {{"Status", "409"}}}, test.now)) ==
        words{"drop 1"});
}

TEST_CASE("a message that no consumer sent is ignored") {
  watch_fixture test;
  test.list();
  CHECK(watch_fixture::said(test.machine.received({.subject = "$KV.b.a", .payload = "forged"}, test.now)) == words{});
  CHECK(test.put("a", "3", 8) == words{"applied a=3@8"});
}

TEST_CASE("a stream that is replaced while its consumer is made is noticed") {
  watch_fixture test;
  test.list();
  (void)test.machine.disconnected();
  (void)test.machine.connected();
  CHECK(test.read("A", 3, 9) == words{"create 2 from 8"});
  CHECK(test.created(0) == words{"read"});
  CHECK(test.read("B", 1, 2) == words{"drop 2"});
  (void)test.tick_after(1s);
  CHECK(test.read("B", 1, 2) == words{"create 3"});
}

TEST_CASE("a bucket that is not there is asked for ever more rarely, and soon again after a success") {
  watch_fixture test;
  (void)test.machine.connected();
  std::chrono::milliseconds longest{0};
  for (int failure = 0; failure < 20; ++failure) {
    CHECK(test.read_failed() == words{});
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(test.machine.wake_at() - test.now);
    CHECK(wait >= 100ms);
    CHECK(wait <= 30s);
    longest = std::max(longest, wait);
    CHECK(test.tick_after(wait - 1ms) == words{});
    CHECK(test.tick_after(1ms) == words{"read"});
  }
  CHECK(longest >= 15s);
  (void)test.read("A", 1, 1);
  (void)test.created(1);
  (void)test.read("A", 1, 1);
  (void)test.put("a", "1", 1);
  (void)test.heartbeat(9);
  CHECK(test.machine.wake_at() - test.now <= 200ms);
}

TEST_CASE("a consumer that may have been created is deleted before the next try") {
  watch_fixture test;
  (void)test.machine.connected();
  (void)test.read("A", 1, 5);
  SECTION("its creation was not answered") { CHECK(test.create_failed() == words{"drop 1"}); }
  SECTION("the stream could not be read again") {
    (void)test.created(1);
    CHECK(test.read_failed(errc::timeout) == words{"drop 1"});
  }
  SECTION("the connection was lost meanwhile") {
    CHECK(watch_fixture::said(test.machine.disconnected()) == words{"drop 1"});
    CHECK(test.created(1) == words{});
  }
}

TEST_CASE("without a connection nothing is tried, and answers to earlier questions are not used") {
  watch_fixture test;
  CHECK(watch_fixture::said(test.machine.disconnected()) == words{});
  CHECK(test.tick_after(1h) == words{});
  (void)test.machine.connected();
  CHECK(watch_fixture::said(test.machine.disconnected()) == words{});
  CHECK(test.read("A", 1, 5) == words{});
  CHECK(test.put("a", "1", 5) == words{});
  CHECK(test.machine.wake_at() == steady_clock::time_point::max());
}

TEST_CASE("a connection that comes back ends a pause at once") {
  watch_fixture test;
  (void)test.machine.connected();
  (void)test.read_failed(errc::unavailable);
  CHECK(watch_fixture::said(test.machine.connected()) == words{});
  (void)test.machine.disconnected();
  CHECK(watch_fixture::said(test.machine.connected()) == words{"read"});
}

TEST_CASE("who knows that the stream lost something makes a watch list it at once, in the middle of a session or of a pause") {
  watch_fixture test;
  test.list();
  CHECK(watch_fixture::said(test.machine.look_again()) == words{"drop 1", "read"});
  CHECK(watch_fixture::said(test.machine.look_again()) == words{});
  CHECK(test.read("A", 3, 7) == words{"create 2"});
  CHECK(watch_fixture::said(test.machine.look_again()) == words{});
  CHECK(test.created(0) == words{"read"});
  CHECK(test.read("A", 3, 7) == words{"init", "done"});
  CHECK(watch_fixture::said(test.machine.look_again()) == words{"drop 2", "read"});
  CHECK(test.read_failed() == words{});
  CHECK(watch_fixture::said(test.machine.look_again()) == words{"read"});
  CHECK(test.read("B", 0, 0) == words{"create 3"});
}
