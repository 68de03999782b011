// SPDX-License-Identifier: Apache-2.0
// A folder of its own for each test, gone with it.
#pragma once

#include <filesystem>

namespace harmony::kit {

class temp_dir {
 public:
  temp_dir();
  temp_dir(const temp_dir&) = delete;
  temp_dir& operator=(const temp_dir&) = delete;
  ~temp_dir();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace harmony::kit
