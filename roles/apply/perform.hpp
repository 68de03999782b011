// SPDX-License-Identifier: Apache-2.0
// What a command does to the cluster.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "apply/targets.hpp"
#include "harmony/base/task.hpp"
#include "harmony/kube/config.hpp"

namespace harmony::apply {

enum class verb { apply, remove, look };

struct command {
  kube::config_choice where{};
  verb what = verb::apply;
  bool force = false;
  std::vector<target> targets{};
  std::optional<std::chrono::seconds> watch{};  ///< the time-out; nothing: do not watch
};

/// One target after the other, in their order; the first that fails ends it. Each line on standard output is about one of
/// them.
[[nodiscard]] task<result<void>> perform(asio::any_io_executor executor, command given);

}  // namespace harmony::apply
