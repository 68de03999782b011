// SPDX-License-Identifier: Apache-2.0
// harmony-iot as a person types it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kit/process.hpp"

namespace harmony::kit {

/// Runs `harmony-iot WORDS…` to its end with that $KUBECONFIG; an empty one means that the machine has none at all.
[[nodiscard]] finished harmony_iot_says(std::vector<std::string> words, const std::filesystem::path& kubeconfig = {});

/// Writes a kubeconfig of an API server that is not there, and returns its URL.
std::string write_kubeconfig_of_nobody(const std::filesystem::path& to);

}  // namespace harmony::kit
