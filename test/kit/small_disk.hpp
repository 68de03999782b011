// SPDX-License-Identifier: Apache-2.0
// A disk that can be full. Belongs into the sandbox: it is a mount.
#pragma once

#include <cstddef>
#include <filesystem>

namespace harmony::kit {

class small_disk {
 public:
  /// An empty one of so many bytes, at that place.
  small_disk(std::filesystem::path place, std::size_t bytes);
  small_disk(const small_disk&) = delete;
  small_disk& operator=(const small_disk&) = delete;
  /// With everything on it.
  ~small_disk();

  /// Takes the room that is left, to the last byte.
  void fill() const;
  /// Gives it back.
  void make_room() const;

 private:
  [[nodiscard]] std::filesystem::path filling() const { return place_ / "filling"; }

  std::filesystem::path place_;
};

}  // namespace harmony::kit
