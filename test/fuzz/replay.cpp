// SPDX-License-Identifier: Apache-2.0
// Every seed through its door, whole, cut off at each byte, and with each byte replaced: what a disk, a network or a person
// does to a document. Ends at once, with the input's name, if a door does not hold.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <exception>

#include <fmt/format.h>
#include <unistd.h>

#include "door.hpp"
#include "harmony/base/file.hpp"
#include "harmony/base/log.hpp"

namespace {

using namespace harmony;

std::array<char, 512> at{};  // what is being tried, for the signal handler

extern "C" void tell(int number) {
  const auto length = static_cast<std::size_t>(std::ranges::find(at, '\0') - at.begin());
  (void)!::write(STDERR_FILENO, at.data(), length);
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void try_one(const fuzz::door& which, const std::filesystem::path& seed, std::string_view how, std::size_t where,
             std::string_view bytes) {
  const auto end = fmt::format_to_n(at.data(), at.size() - 1, "{} with {}, {} {}\n", which.name, seed.string(), how, where);
  *end.out = '\0';
  which.open(bytes);
}

std::size_t try_all(const fuzz::door& which, const std::filesystem::path& seed) {
  const auto text = read_file(seed);
  if (!text) throw std::runtime_error(text.error().text());
  try_one(which, seed, "whole", 0, *text);
  std::size_t tries = 1;
  // Long ones at some of their bytes only: a few thousand tries a seed say as much.
  const auto step = text->size() / 2000 + 1;
  for (std::size_t where = 0; where < text->size(); where += step) {
    try_one(which, seed, "cut off at", where, std::string_view(*text).substr(0, where));
    for (const char other : {'\0', '"', '{', '9', '\xff'}) {
      auto changed = *text;
      changed[where] = other;
      try_one(which, seed, "changed at", where, changed);
      ++tries;
    }
    ++tries;
  }
  return tries;
}

}  // namespace

int main() {
  for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) std::signal(number, tell);
  log::redirect([](log::level, std::string_view) {});
  try {
    for (const auto& which : fuzz::doors()) {
      std::size_t tries = 0;
      for (const auto& seed : seeds_of(which)) tries += try_all(which, seed);
      fmt::print("{:20} {:7} inputs\n", which.name, tries);
    }
  } catch (const std::exception& thrown) {
    fmt::print(stderr, "{}an exception: {}\n", at.data(), thrown.what());
    return 1;
  }
  return 0;
}
