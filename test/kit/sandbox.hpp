// SPDX-License-Identifier: Apache-2.0
// A network, mount and process namespace of its own for a test program or the demo: ports, addresses and mounts are
// private to it, and when the program ends, however it ends, the kernel ends everything that was started inside.
#pragma once

namespace harmony::kit {

/// To be called first in main, before any thread exists. Outside it runs this program again inside (unshare(1), needs
/// root) and does not return; inside it sets up loopback and the mounts, leaves process 1 behind to reap orphans, and
/// returns in the program proper. Throws if this process may not do that.
void enter_sandbox(int argc, char** argv);

}  // namespace harmony::kit
