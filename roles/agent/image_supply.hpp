// SPDX-License-Identifier: Apache-2.0
// Brings images to the device: a few pulls at a time, each only as long as somebody wants it.
#pragma once

#include <functional>
#include <list>

#include "agent/container_runtime.hpp"
#include "agent/plan.hpp"
#include "harmony/base/gate.hpp"

namespace harmony::agent {

class image_supply {
 public:
  explicit image_supply(container_runtime& runtime) : runtime_(runtime) {}

  /// Returns once the image is on the device as its policy says. `pulls` is called if that takes a pull. A pull ends with
  /// errc::cancelled when `wanted` no longer holds: whoever corrects an image need not wait until the wrong one is given up.
  [[nodiscard]] task<result<void>> ensure(ensure_image what, std::function<bool()> wanted, std::function<void()> pulls);
  /// What is wanted may have changed.
  void look_again();

 private:
  /// A small board's network and disk are no faster with more.
  static constexpr std::size_t pulls_at_a_time = 3;

  [[nodiscard]] task<result<void>> pull(contracts::image_reference image, std::function<void()> pulls);
  [[nodiscard]] task<result<void>> until_unwanted(std::function<bool()> wanted);

  container_runtime& runtime_;
  gate places_{pulls_at_a_time};
  std::list<wakeup*> watching_;
};

}  // namespace harmony::agent
