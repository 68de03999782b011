// SPDX-License-Identifier: Apache-2.0
// main of the unit tests, which need nothing around them.
#include "kit/session.hpp"

int main(int argc, char** argv) { return harmony::kit::run_tests(argc, argv); }
