// SPDX-License-Identifier: Apache-2.0
#include "kit/command_line.hpp"

#include "kit/programs.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::kit {

finished harmony_iot_says(std::vector<std::string> words, const std::filesystem::path& kubeconfig) {
  const temp_dir home;
  words.insert(words.begin(), harmony_iot());
  return run_command(std::move(words), {{"KUBECONFIG", kubeconfig}, {"HOME", home.path()}, {"KUBERNETES_SERVICE_HOST", ""}});
}

}  // namespace harmony::kit
