// SPDX-License-Identifier: Apache-2.0
#include "kit/session.hpp"

#include <cstdint>
#include <optional>
#include <string>

#include <catch2/catch_session.hpp>

namespace harmony::kit {

int run_tests(int argc, char** argv) {
  Catch::Session session;
  std::optional<std::uint32_t> seed;
  const auto read = [&](std::uint32_t given) { seed = given; };
  session.cli(session.cli() | Catch::Clara::Opt(read, "number")["--seed"]("the first random history's seed, and the order's"));
  if (const int wrong = session.applyCommandLine(argc, argv); wrong != 0) return wrong;
  if (seed) session.configData().rngSeed = *seed;
  return session.run();
}

}  // namespace harmony::kit
