// SPDX-License-Identifier: Apache-2.0
// The arrows between rooms, held against the tables of docs/architecture.md.
#include <catch2/catch_test_macros.hpp>

#include "source_tree.hpp"

using namespace layering;

namespace {

const auto arrows = table("room");
const auto libraries = table("include");

}  // namespace

TEST_CASE("the table names every room that there is, and no other") {
  names in_table;
  for (const auto& [room, may_include] : arrows) in_table.insert(room);
  CHECK(in_table == rooms_on_disk());
}

TEST_CASE("a room includes itself and the rooms that the table allows") {
  std::size_t arrows_seen = 0;
  for (const auto& one : includes()) {
    const auto reached = room_reached(one.target);
    if (reached.empty() || reached == one.room) continue;
    INFO(one.file << " includes " << one.target);
    CHECK(arrows.at(one.room).contains(reached));
    // Another room's private header is out of reach whatever the table says.
    CHECK(one.target.starts_with("harmony/"));
    ++arrows_seen;
  }
  CHECK(arrows_seen > 100);
}

TEST_CASE("a public header includes no private one and no whole library") {
  const names whole{"boost/asio.hpp", "boost/json.hpp", "boost/beast.hpp"};
  for (const auto& one : includes()) {
    if (!one.is_public) continue;
    INFO(one.file << " includes " << one.target);
    CHECK((room_reached(one.target).empty() || one.target.starts_with("harmony/")));
    CHECK_FALSE(whole.contains(one.target));
  }
}

TEST_CASE("the build links what the table allows, and all of it") {
  for (const auto& [room, may_include] : arrows) {
    INFO(room);
    CHECK(linked_by(room) == may_include);
  }
}

TEST_CASE("an outside library is included by the rooms that the table gives it to, each of them") {
  REQUIRE(libraries.size() > 5);
  for (const auto& [library, owners] : libraries) {
    names users;
    for (const auto& one : includes())
      if (one.target.starts_with(library)) users.insert(one.room);
    INFO(library);
    CHECK(users == owners);
  }
}
