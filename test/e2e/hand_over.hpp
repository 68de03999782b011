// SPDX-License-Identifier: Apache-2.0
// The running demo in a person's hands: a shell inside it, and further ones that join.
#pragma once

#include "world.hpp"

namespace harmony::e2e {

/// Opens a shell in which everything of `where` can be reached, and returns when the person leaves it.
void hand_over(const world& where);

/// Opens another shell in the demo that is handed over now. Returns its exit code; throws if none is.
int join_demo();

}  // namespace harmony::e2e
