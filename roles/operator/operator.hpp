// SPDX-License-Identifier: Apache-2.0
// The operator's composition: what is watched, what reconciles, in which order it starts and stops.
#pragma once

#include <optional>
#include <string>

#include "harmony/base/task.hpp"
#include "harmony/kube/config.hpp"
#include "harmony/kube/leader_elector.hpp"
#include "harmony/nats/settings.hpp"
#include "operator/score_collector.hpp"

namespace harmony::fleet {

struct operator_settings {
  kube::config cluster;
  nats::settings nats;
  std::string identity;                             ///< this process among all replicas; ≤ 128 characters
  std::optional<kube::election_settings> election;  ///< nothing: this is the only replica, and always the leader
  std::string health_address = "0.0.0.0";
  std::uint16_t health_port = 8081;
  score_collector::timing keep_scores{};
};

/// Runs until SIGINT or SIGTERM; else the error says why it could not start, or not go on: it is no longer the leader.
[[nodiscard]] task<result<void>> run_operator(asio::any_io_executor executor, operator_settings settings);

}  // namespace harmony::fleet
