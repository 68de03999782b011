// SPDX-License-Identifier: Apache-2.0
#include "harmony/sync/store.hpp"

#include <catch2/catch_test_macros.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

using namespace harmony::sync;

namespace {

std::atomic<std::size_t> allocated = 0;  // bytes that were asked for and not given back, by everything in this program

}  // namespace

// Every block says how large it is, so that what a store costs can be counted to the byte.
void* operator new(std::size_t size) {
  constexpr std::size_t head = alignof(std::max_align_t);
  auto* block = static_cast<char*>(std::malloc(size + head));
  if (block == nullptr) throw std::bad_alloc();
  std::memcpy(block, &size, sizeof(size));
  allocated += size;
  return block + head;
}
void operator delete(void* given) noexcept {
  if (given == nullptr) return;
  auto* block = static_cast<char*>(given) - alignof(std::max_align_t);
  std::size_t size = 0;
  std::memcpy(&size, block, sizeof(size));
  allocated -= size;
  std::free(block);
}
void operator delete(void* given, std::size_t) noexcept { operator delete(given); }

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

TEST_CASE("a value that a reader holds stays as it was") {
  store_of_text known;
  known.apply(changed("a", "old"));
  const auto held = known.find("a");
  known.apply(changed("a", "new"));
  CHECK(*held == "old");
}

TEST_CASE("a million keys cost 64 bytes each at most, the key included and the value not") {
  constexpr std::size_t keys = 1'000'000;
  const auto shared = value("the same");
  store_of_text known;
  known.apply(init{});
  const std::size_t before = allocated;
  for (std::size_t number = 0; number < keys; ++number)
    known.apply(item<std::string, std::string>{"plc-" + std::to_string(number), shared});
  CHECK((allocated - before) / keys <= 64);
  known.apply(init_done{});
  CHECK(known.size() == keys);
  CHECK((allocated - before) / keys <= 64);
}
