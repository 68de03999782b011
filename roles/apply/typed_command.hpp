// SPDX-License-Identifier: Apache-2.0
// What was typed behind `harmony-iot apply`, and what it means.
#pragma once

#include <string>
#include <vector>

#include "apply/deployment_object.hpp"
#include "apply/perform.hpp"
#include "harmony/base/result.hpp"
#include "harmony/kube/config.hpp"

namespace harmony::apply {

struct typed_command {
  kube::config_choice where{};
  bool named = false;  ///< --name was typed, be it with an empty name
  typed_deployment what{};
  std::vector<std::string> files{};  ///< "-": standard input
  bool remove = false;
  bool print = false;
  bool force = false;
  bool watch = false;
  std::string timeout = "5m";
};

/// Reads the files and checks every word, before a cluster is asked. errc::invalid or errc::not_found for a mistake; with
/// `watch` one that is in a file is errc::failed, because a pipeline that goes on after a time-out must not do so for it.
[[nodiscard]] result<command> understood(const typed_command& typed);

}  // namespace harmony::apply
