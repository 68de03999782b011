// SPDX-License-Identifier: Apache-2.0
// What a store costs in memory. A program of its own, because it replaces the allocator to count; sanitizers replace it too.
#include "harmony/sync/store.hpp"

#include <catch2/catch_test_macros.hpp>

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

TEST_CASE("a million keys cost 64 bytes each at most, the key included and the value not") {
  constexpr std::size_t keys = 1'000'000;
  const auto shared = std::make_shared<const std::string>("the same");
  store<std::string, std::string> known;
  known.apply(init{});
  const std::size_t before = allocated;
  for (std::size_t number = 0; number < keys; ++number)
    known.apply(item<std::string, std::string>{"plc-" + std::to_string(number), shared});
  CHECK((allocated - before) / keys <= 64);
  known.apply(init_done{});
  CHECK(known.size() == keys);
  CHECK((allocated - before) / keys <= 64);
}
