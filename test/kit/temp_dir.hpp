// SPDX-License-Identifier: Apache-2.0
// A folder of its own for each test, gone with it.
#pragma once

#include <filesystem>

namespace harmony::kit {

class temp_dir {
 public:
  temp_dir() : temp_dir(std::filesystem::temp_directory_path()) {}
  explicit temp_dir(const std::filesystem::path& parent);
  temp_dir(const temp_dir&) = delete;
  temp_dir& operator=(const temp_dir&) = delete;
  ~temp_dir();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// In memory, where there is such a place: for tests that write often and lose no power.
[[nodiscard]] std::filesystem::path quick_folder();

}  // namespace harmony::kit
