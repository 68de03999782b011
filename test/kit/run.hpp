// SPDX-License-Identifier: Apache-2.0
// Runs a coroutine to its end, from a test that is not one.
#pragma once

#include "harmony/base/run.hpp"

namespace harmony::kit {

using harmony::run;

}  // namespace harmony::kit
