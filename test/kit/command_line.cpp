// SPDX-License-Identifier: Apache-2.0
#include "kit/command_line.hpp"

#include <fstream>

#include <fmt/format.h>

#include "kit/free_port.hpp"
#include "kit/programs.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::kit {

finished harmony_iot_says(std::vector<std::string> words, const std::filesystem::path& kubeconfig) {
  const temp_dir home;
  words.insert(words.begin(), harmony_iot());
  return run_command(std::move(words), {{"KUBECONFIG", kubeconfig}, {"HOME", home.path()}, {"KUBERNETES_SERVICE_HOST", ""}});
}

std::string write_kubeconfig_of_nobody(const std::filesystem::path& to) {
  auto url = fmt::format("https://127.0.0.1:{}", free_port());
  std::ofstream(to) << fmt::format(
      "current-context: a\ncontexts: [{{name: a, context: {{cluster: a}}}}]\nclusters: [{{name: a, cluster: {{server: "
      "\"{}\"}}}}]\n",
      url);
  return url;
}

}  // namespace harmony::kit
