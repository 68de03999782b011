// SPDX-License-Identifier: Apache-2.0
// What a program that mostly waits keeps in memory.
#pragma once

namespace harmony {

/// Lets go of everything of the executable's code and constants; what is used again comes back by itself, from the page
/// cache, in a few dozen page faults. The kernel maps 64 KiB around whatever is touched, so that after its start and after
/// each burst of work a process holds most of its executable, of which waiting needs little.
void release_code_pages();

}  // namespace harmony
