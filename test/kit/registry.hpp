// SPDX-License-Identifier: Apache-2.0
// A real image registry on loopback: pulls must not need the internet.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "kit/podman_service.hpp"
#include "kit/process.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::kit {

class registry {
 public:
  /// Returns when it answers; throws with the end of its log otherwise.
  registry();

  void start();
  void stop() { process_.reset(); }

  /// "127.0.0.1:5000/shop/web:1" for "shop/web:1".
  [[nodiscard]] static std::string reference(const std::string& name);
  /// Makes an image whose page says `greeting` (`podman_service::import_image`) and leaves it in the registry only.
  /// Returns its reference.
  std::string publish(podman_service& with, const std::string& name, const std::string& greeting = "hello");

 private:
  temp_dir folder_;
  std::unique_ptr<process> process_;
};

}  // namespace harmony::kit
