// SPDX-License-Identifier: Apache-2.0
// A network, mount and process namespace of its own for a test program or the demo: ports, addresses, mounts and temporary
// files are private to it, and when the program ends, however it ends, nothing of it is left.
#pragma once

#include <string>

namespace harmony::kit {

/// To be called first in main, before any thread exists. Returns in the program proper, inside the sandbox; the process
/// that called stays outside, hands signals on and ends with the program's exit code. Needs root; throws without it.
void enter_sandbox();

/// Names the sandbox that this process is in, for `join_sandbox`.
[[nodiscard]] std::string sandbox_name();
/// Like `enter_sandbox`, into one that another program made; throws if there is none of that name any more.
void join_sandbox(const std::string& name);

}  // namespace harmony::kit
