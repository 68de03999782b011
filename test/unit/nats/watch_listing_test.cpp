// SPDX-License-Identifier: Apache-2.0
// What a watch tells: listings, changes, positions.
#include <catch2/catch_test_macros.hpp>

#include "watch_fixture.hpp"

using namespace harmony;
using nats::watch_fixture;
using words = watch_fixture::words;

TEST_CASE("a watch lists what is there and then tells each change") {
  watch_fixture test;
  CHECK(watch_fixture::said(test.machine.connected()) == words{"read"});
  CHECK(test.read("A", 3, 7) == words{"create 1"});
  CHECK(test.created(2) == words{"read"});
  CHECK(test.read("A", 3, 7) == words{"init"});
  CHECK(test.put("a", "1", 5, 1) == words{"item a=1@5"});
  CHECK_FALSE(test.machine.position());
  CHECK(test.put("b", "2", 7, 0) == words{"item b=2@7", "done"});
  CHECK(test.machine.position() == nats::watch_position{"A", 7});
  CHECK(test.put("a", "3", 8) == words{"applied a=3@8"});
  CHECK(test.removal("b", 9) == words{"deleted b"});
  CHECK(test.machine.position() == nats::watch_position{"A", 9});
}

TEST_CASE("an empty bucket is a complete listing of nothing") {
  watch_fixture test;
  (void)test.machine.connected();
  (void)test.read("A", 1, 0);
  (void)test.created(0);
  CHECK(test.read("A", 1, 0) == words{"init", "done"});
  CHECK(test.machine.position() == nats::watch_position{"A", 0});
}

TEST_CASE("removed keys are told in a listing too, which may have named them, and it ends with them") {
  watch_fixture test;
  (void)test.machine.connected();
  (void)test.read("A", 1, 5);
  (void)test.created(2);
  (void)test.read("A", 1, 5);
  CHECK(test.put("b", "1", 3, 2) == words{"item b=1@3"});
  CHECK(test.removal("a", 4, 1) == words{"deleted a"});
  CHECK(test.removal("b", 5, 0) == words{"deleted b", "done"});
}

TEST_CASE("a change during the listing belongs to it") {
  watch_fixture test;
  (void)test.machine.connected();
  (void)test.read("A", 1, 5);
  (void)test.created(2);
  (void)test.read("A", 1, 6);
  CHECK(test.put("a", "1", 4, 1) == words{"item a=1@4"});
  CHECK(test.put("b", "new", 6, 0) == words{"item b=new@6", "done"});
  CHECK(test.machine.position() == nats::watch_position{"A", 6});
}

TEST_CASE("an entry has its key with dots, its revision and the time it was stored") {
  watch_fixture test;
  test.list();
  const auto actions = test.machine.received(test.delivery("x.y", "v", 8, 0), test.now);
  REQUIRE(actions.size() == 1);
  const auto& told = std::get<nats::deliver>(actions.front());
  CHECK(told.sequence == 8);
  const auto& value = *std::get<sync::applied<std::string, nats::entry>>(told.what).value;
  CHECK(value.key == "x.y");
  CHECK(value.revision == 8);
  CHECK(value.created == wall_clock::from_time_t(1'700'000'000));
}

TEST_CASE("after a lost connection the watch continues behind what it told") {
  watch_fixture test;
  test.list();
  CHECK(watch_fixture::said(test.machine.disconnected()) == words{"drop 1"});
  CHECK(watch_fixture::said(test.machine.connected()) == words{"read"});
  CHECK(test.read("A", 3, 9) == words{"create 2 from 8"});
  CHECK(test.created(2) == words{"read"});
  CHECK(test.read("A", 3, 9) == words{});
  CHECK(test.removal("a", 8, 1) == words{"deleted a"});
  CHECK(test.put("c", "3", 9) == words{"applied c=3@9"});
}

TEST_CASE("a watch can continue from a stored position") {
  watch_fixture test({.from = nats::watch_position{"A", 7}});
  (void)test.machine.connected();
  CHECK(test.read("A", 8, 7) == words{"create 1 from 8"});
}

TEST_CASE("what cannot be continued is listed anew") {
  watch_fixture test;
  test.list();
  (void)test.machine.disconnected();
  (void)test.machine.connected();
  SECTION("another stream under the same name") { CHECK(test.read("B", 3, 9) == words{"create 2"}); }
  SECTION("a stream that lost what it had told us") { CHECK(test.read("A", 3, 6) == words{"create 2"}); }
  SECTION("a stream in which nothing is left of before") { CHECK(test.read("A", 9, 20) == words{"create 2"}); }
  CHECK_FALSE(test.machine.position());
  CHECK(test.created(1) == words{"read"});
}

TEST_CASE("a listing that was interrupted is not continued, whatever the position was before it") {
  watch_fixture test;
  test.list();
  (void)test.machine.disconnected();
  (void)test.machine.connected();
  (void)test.read("A", 3, 6);  // sequence 7 was lost
  (void)test.created(1);
  (void)test.read("A", 3, 6);
  (void)test.machine.disconnected();
  (void)test.machine.connected();
  CHECK(test.read("A", 3, 30) == words{"create 3"});  // by now it has a sequence 7 again
}
