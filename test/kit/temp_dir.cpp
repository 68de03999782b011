// SPDX-License-Identifier: Apache-2.0
#include "kit/temp_dir.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

#include <unistd.h>

namespace harmony::kit {

std::filesystem::path quick_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return ::access(memory.c_str(), W_OK | X_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

temp_dir::temp_dir(const std::filesystem::path& parent) {
  auto pattern = (parent / "harmony-iot-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder like " + pattern);
  path_ = pattern;
}

temp_dir::~temp_dir() {
  std::error_code ignored;  // a mount that a container runtime left inside goes with the namespace
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace harmony::kit
