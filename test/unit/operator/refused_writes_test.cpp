// SPDX-License-Identifier: Apache-2.0
#include "operator/refused_writes.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;

namespace {

const error full{.code = errc::exhausted, .message = "no room"};

dirty one_device(std::string_view id) {
  dirty key;
  key.devices.insert(device(id));
  return key;
}

}  // namespace

TEST_CASE("only what somebody else has to mend is a refusal") {
  for (const auto code :
       {errc::invalid, errc::unsupported, errc::too_large, errc::exhausted, errc::forbidden, errc::unauthorized})
    CHECK(is_refusal({.code = code, .message = {}}));
  for (const auto code : {errc::unavailable, errc::timeout, errc::conflict, errc::failed})
    CHECK_FALSE(is_refusal({.code = code, .message = {}}));
}

TEST_CASE("refused writes are told until each of them was made") {
  refused_writes refused;
  CHECK(refused.text().empty());
  refused.add("device a", one_device("a"), full);
  refused.add("device b", one_device("b"), full);
  CHECK(refused.text() == "device a: no room, and 1 more");
  CHECK(refused.keys().devices == std::set{device("a"), device("b")});
  CHECK(refused.remove("device a"));
  CHECK_FALSE(refused.remove("device a"));
  CHECK(refused.text() == "device b: no room");
  CHECK(refused.remove("device b"));
  CHECK(refused.text().empty());
}

TEST_CASE("after one that was written the next two are tried, and after the last the first") {
  refused_writes refused;
  for (const auto* name : {"a", "b", "c", "d"}) refused.add(name, one_device(name), full);
  CHECK(refused.after("a").devices == std::set{device("b"), device("c")});
  CHECK(refused.after("d").devices == std::set{device("a"), device("b")});
  for (const auto* name : {"b", "c", "d"}) CHECK(refused.remove(name));
  CHECK(refused.after("a").devices == std::set{device("a")});
  CHECK(refused.remove("a"));
  CHECK(refused.after("a").devices.empty());
}

TEST_CASE("a Deployment hears of a kind of refusal once, and again after everything was well") {
  refused_writes refused;
  refused.add("device a", one_device("a"), full);
  CHECK(refused.is_news("u", errc::exhausted));
  refused.add("device b", one_device("b"), full);
  CHECK_FALSE(refused.is_news("u", errc::exhausted));
  CHECK(refused.is_news("u", errc::forbidden));
  CHECK(refused.is_news("v", errc::exhausted));
  CHECK(refused.remove("device a"));
  CHECK(refused.remove("device b"));
  refused.add("device a", one_device("a"), full);
  CHECK(refused.is_news("u", errc::exhausted));
}
