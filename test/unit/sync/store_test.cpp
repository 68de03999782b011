// SPDX-License-Identifier: Apache-2.0
#include "harmony/sync/store.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <string>

using namespace harmony::sync;

namespace {

using store_of_text = store<std::string, std::string>;

auto value(std::string text) { return std::make_shared<const std::string>(std::move(text)); }
item<std::string, std::string> listed(std::string key, std::string text) { return {std::move(key), value(std::move(text))}; }
applied<std::string, std::string> changed(std::string key, std::string text) {
  return {std::move(key), value(std::move(text))};
}

std::vector<std::string> sorted(std::vector<std::string> keys) {
  std::ranges::sort(keys);
  return keys;
}

}  // namespace

TEST_CASE("a store is ready after its first complete listing, an empty one included") {
  store_of_text known;
  known.apply(init{});
  CHECK_FALSE(known.ready());
  CHECK(known.apply(init_done{}).empty());
  CHECK(known.ready());
}

TEST_CASE("readers see a listing only when it is complete") {
  store_of_text known;
  known.apply(init{});
  CHECK(known.apply(listed("a", "1")).empty());
  CHECK(known.find("a") == nullptr);
  CHECK(known.apply(init_done{}) == std::vector<std::string>{"a"});
  CHECK(*known.find("a") == "1");
}

TEST_CASE("what a new listing does not name is gone and reported as changed") {
  store_of_text known;
  known.apply(init{});
  known.apply(listed("a", "1"));
  known.apply(listed("b", "2"));
  known.apply(init_done{});
  known.apply(init{});
  known.apply(listed("b", "3"));
  CHECK(known.find("a") != nullptr);
  CHECK(sorted(known.apply(init_done{})) == std::vector<std::string>{"a", "b"});
  CHECK(known.find("a") == nullptr);
  CHECK(*known.find("b") == "3");
}

TEST_CASE("a listing that is begun again forgets the half that was collected") {
  store_of_text known;
  known.apply(init{});
  known.apply(listed("a", "1"));
  known.apply(init{});
  known.apply(listed("b", "2"));
  known.apply(init_done{});
  CHECK(known.find("a") == nullptr);
  CHECK(known.size() == 1);
}

TEST_CASE("single changes and deletions name their key, an unknown deletion none") {
  store_of_text known;
  known.apply(init{});
  known.apply(init_done{});
  CHECK(known.apply(changed("a", "1")) == std::vector<std::string>{"a"});
  CHECK(known.apply(deleted<std::string>{"a"}) == std::vector<std::string>{"a"});
  CHECK(known.apply(deleted<std::string>{"a"}).empty());
}

TEST_CASE("what is deleted while it is listed is gone, whether the listing named it before or not") {
  store_of_text known;
  known.apply(init{});
  known.apply(listed("a", "1"));
  known.apply(deleted<std::string>{"a"});
  known.apply(listed("b", "2"));
  known.apply(init_done{});
  CHECK(known.find("a") == nullptr);
  CHECK(known.find("b") != nullptr);
}

TEST_CASE("a value that a reader holds stays as it was") {
  store_of_text known;
  known.apply(changed("a", "old"));
  const auto held = known.find("a");
  known.apply(changed("a", "new"));
  CHECK(*held == "old");
}
