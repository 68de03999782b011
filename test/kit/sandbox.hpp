// SPDX-License-Identifier: Apache-2.0
// A network, mount and process namespace of its own for a test program or the demo: ports, addresses, mounts and temporary
// files are private to it, and when the program ends, however it ends, nothing of it is left.
#pragma once

namespace harmony::kit {

/// To be called first in main, before any thread exists. Returns in the program proper, inside the sandbox; the process
/// that called stays outside, hands signals on and ends with the program's exit code. Needs root; throws without it.
void enter_sandbox();

}  // namespace harmony::kit
