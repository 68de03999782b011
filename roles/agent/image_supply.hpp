// SPDX-License-Identifier: Apache-2.0
// Brings images to the device: a few pulls at a time, each only as long as somebody wants it.
#pragma once

#include <functional>
#include <list>
#include <map>
#include <string>

#include "agent/container_runtime.hpp"
#include "agent/plan.hpp"
#include "harmony/base/gate.hpp"

namespace harmony::agent {

class image_supply {
 public:
  struct asking {
    /// A pull ends with errc::cancelled when this no longer holds: whoever corrects an image need not wait until the wrong one
    /// is given up.
    std::function<bool()> wanted;
    /// A pull begins.
    std::function<void()> pulls;
    /// What there is to do as long as the image is not there: at once, and every `look_every`. A slow line can take hours, and
    /// there may be other images before it. May be cancelled.
    std::function<task<void>()> meanwhile;
  };

  explicit image_supply(container_runtime& runtime, std::chrono::milliseconds look_every = 10s)
      : runtime_(runtime), look_every_(look_every) {}

  /// Returns once the image is on the device as its policy says.
  [[nodiscard]] task<result<void>> ensure(ensure_image what, asking by);
  /// What is wanted may have changed.
  void look_again();

 private:
  /// A small board's network and disk are no faster with more.
  static constexpr std::size_t pulls_at_a_time = 3;
  /// A registry that hangs cannot be told from a slow line, so that an image that was not there in time gets twice as long the
  /// next time. Layers that were whole by then, with all below them, are not downloaded again.
  static constexpr std::chrono::milliseconds first_limit = 1h;
  static constexpr std::chrono::milliseconds longest_limit = 16h;

  [[nodiscard]] task<result<void>> pull(contracts::image_reference image, std::function<void()> pulls);
  [[nodiscard]] task<result<void>> until_unwanted(std::function<bool()> wanted, std::function<task<void>()> meanwhile);

  container_runtime& runtime_;
  std::chrono::milliseconds look_every_;
  gate places_{pulls_at_a_time};
  std::map<std::string, std::chrono::milliseconds> limits_;  // of images that were not there in time; each took an hour
  std::list<wakeup*> watching_;
};

}  // namespace harmony::agent
