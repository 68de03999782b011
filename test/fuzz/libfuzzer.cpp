// SPDX-License-Identifier: Apache-2.0
// The doors under libFuzzer: `doors DOOR [LIBFUZZER-ARGUMENT...]`; without arguments it names them.
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include <fmt/format.h>

#include "door.hpp"
#include "harmony/base/log.hpp"

namespace {

void (*open_door)(std::string_view) = nullptr;

}  // namespace

// https://llvm.org/docs/LibFuzzer.html#startup-initialization
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  const auto all = harmony::fuzz::doors();
  if (*count < 2) {
    for (const auto& one : all) fmt::print("{}\n", one.name);
    std::exit(0);
  }
  const auto chosen = std::ranges::find(all, std::string_view((*arguments)[1]), &harmony::fuzz::door::name);
  if (chosen == all.end()) {
    fmt::print(stderr, "there is no door {}\n", (*arguments)[1]);
    std::exit(2);
  }
  open_door = chosen->open;
  harmony::log::redirect([](harmony::log::level, std::string_view) {});
  std::string seeds = "-seed_inputs=";
  for (const auto& file : seeds_of(*chosen)) seeds += file.string() + ",";
  seeds.pop_back();
  static std::string kept;  // as long as the arguments
  kept = std::move(seeds);
  (*arguments)[1] = kept.data();
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  open_door({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
