// SPDX-License-Identifier: Apache-2.0
// Where the programs are that tests run.
#pragma once

#include <filesystem>
#include <string_view>

namespace harmony::kit {

/// One of the servers that test/servers/build-server made; throws, saying how to make it, if it is not there.
[[nodiscard]] std::filesystem::path server_program(std::string_view name);

/// Debian 13's podman in a root of its own, from test/servers/make-podman; throws in the same way.
[[nodiscard]] std::filesystem::path podman_root();

/// The harmony-iot of this build.
[[nodiscard]] std::filesystem::path harmony_iot();

}  // namespace harmony::kit
