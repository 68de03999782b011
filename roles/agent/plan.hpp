// SPDX-License-Identifier: Apache-2.0
// From what should run and what does to what to do next. Pure.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "agent/container_runtime.hpp"
#include "harmony/contracts/score.hpp"

namespace harmony::agent {

/// What a Deployment should look like on this device.
struct wanted_deployment {
  deployment_key key;
  std::string uid;
  contracts::revision revision;
  contracts::score score;
  bool paused = false;
};

/// Pull it if it is not there.
struct ensure_image {
  contracts::image_reference image;
  friend bool operator==(const ensure_image&, const ensure_image&) = default;
};
struct remove_container {
  std::string id;
  friend bool operator==(const remove_container&, const remove_container&) = default;
};
struct create_and_start {
  identity is;
  contracts::service from;
  friend bool operator==(const create_and_start&, const create_and_start&) = default;
};
/// A container that is as wanted and does not run. `repair`: it ran before, so this is a restart.
struct start_container {
  std::string id;
  bool repair = false;
  std::int64_t exit_code = 0;
  friend bool operator==(const start_container&, const start_container&) = default;
};
using action = std::variant<ensure_image, remove_container, create_and_start, start_container>;

/// The steps, in order: every image is there before the first container of an older revision goes, and that one has left
/// its ports and name before its successor comes. Nothing to do gives nothing.
[[nodiscard]] std::vector<action> plan_deployment(const wanted_deployment& wanted, const std::vector<container>& actual);

/// The steps for a Deployment that is no longer desired.
[[nodiscard]] std::vector<action> plan_removal(const std::vector<container>& actual);

}  // namespace harmony::agent
