// SPDX-License-Identifier: Apache-2.0
// main of the integration tests: everything they start stays in a sandbox.
#include <exception>

#include <fmt/format.h>

#include "kit/sandbox.hpp"
#include "kit/session.hpp"

int main(int argc, char** argv) {
  try {
    harmony::kit::enter_sandbox();
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
  return harmony::kit::run_tests(argc, argv);
}
