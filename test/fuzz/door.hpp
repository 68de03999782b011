// SPDX-License-Identifier: Apache-2.0
// Every place where bytes of others come in: files, command lines, NATS, podman, the API server. A door takes any bytes and has
// to stay on its feet; what it accepts has to hold what the door promises.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace harmony::fuzz {

struct door {
  std::string name;  ///< and its folder under test/fuzz/corpus
  /// Ends the process if a promise is broken.
  void (*open)(std::string_view bytes);
  /// More seeds: what files under test/data begin with, "wire/score".
  std::vector<std::string> stored{};
};

/// All of them.
[[nodiscard]] std::vector<door> doors();

// By room.
[[nodiscard]] std::vector<door> contracts_doors();
[[nodiscard]] std::vector<door> kube_doors();
[[nodiscard]] std::vector<door> nats_doors();
[[nodiscard]] std::vector<door> podman_doors();
[[nodiscard]] std::vector<door> http_doors();
[[nodiscard]] std::vector<door> command_line_doors();
[[nodiscard]] std::vector<door> agent_doors();
[[nodiscard]] std::vector<door> operator_doors();

/// The door's seeds, sorted. Throws if there are none.
[[nodiscard]] std::vector<std::filesystem::path> seeds_of(const door& which);

/// Ends the process with these words unless it holds.
void promise(bool holds, std::string_view what);

}  // namespace harmony::fuzz
