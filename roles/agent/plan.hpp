// SPDX-License-Identifier: Apache-2.0
// From what should run and what does to what to do next. Pure.
#pragma once

#include <optional>
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

/// Whether a container that ended is started again; `exit_code` as in `container`.
[[nodiscard]] bool is_restarted(contracts::restart_policy policy, std::optional<std::int64_t> exit_code);
/// "exit code 3", or that nobody saw it end: for people.
[[nodiscard]] std::string end_of(std::optional<std::int64_t> exit_code);

/// Before a container is made of it: pull it as the policy says.
struct ensure_image {
  contracts::image_reference image;
  contracts::image_pull_policy policy = contracts::image_pull_policy::if_not_present;
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
  std::string service;
  bool repair = false;
  std::optional<std::int64_t> exit_code{};  ///< of that run
  friend bool operator==(const start_container&, const start_container&) = default;
};
using action = std::variant<ensure_image, remove_container, create_and_start, start_container>;

/// The steps, in order: every image is there before the first container of an older revision goes, and that one has left
/// its ports and name before its successor comes. Where none has to go, what is there and does not run waits for no image. One
/// that ended and is not to be restarted is as wanted. Nothing to do gives nothing.
[[nodiscard]] std::vector<action> plan_deployment(const wanted_deployment& wanted, const std::vector<container>& actual);

/// Whether nothing would be left to do if it were not paused.
[[nodiscard]] bool is_as_asked(const wanted_deployment& wanted, const std::vector<container>& actual);

/// What the first container that failed and is not to be restarted ended with, in words; empty if none did.
[[nodiscard]] std::string failed_for_good(const wanted_deployment& wanted, const std::vector<container>& actual);

/// The steps for a Deployment that is no longer desired.
[[nodiscard]] std::vector<action> plan_removal(const std::vector<container>& actual);

}  // namespace harmony::agent
