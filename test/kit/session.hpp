// SPDX-License-Identifier: Apache-2.0
// Catch2's session, with one word more.
#pragma once

namespace harmony::kit {

/// Runs the program's tests as its command line says; `--seed N` repeats a random history. Returns what main has to.
int run_tests(int argc, char** argv);

}  // namespace harmony::kit
