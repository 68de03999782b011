// SPDX-License-Identifier: Apache-2.0
// What /metrics says: the names that dashboards for controller-runtime know, and our own. Pure. No label grows with the fleet.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harmony/base/process_figures.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/sync/controller.hpp"

namespace harmony::fleet {

struct queue_figures {
  std::string name;
  std::size_t depth = 0;   ///< keys that are due
  std::size_t active = 0;  ///< keys that are being worked on
  std::size_t most_active = 0;
  sync::controller_counts counts;
};

struct figures {
  std::vector<queue_figures> queues;
  std::optional<bool> leads;  ///< nothing: there is no election
  std::string lease;
  bool nats_connected = false;
  std::size_t devices = 0;
  std::size_t silent_devices = 0;
  std::size_t doubled_devices = 0;
  std::size_t deployments = 0;
  std::size_t missing_deployments = 0;
  std::uint64_t documents_written = 0;
  std::uint64_t status_writes = 0;
  std::uint64_t events_written = 0;
  std::uint64_t events_dropped = 0;
  std::map<std::string, std::uint64_t> documents_ignored;  ///< by bucket
  kube::call_counts calls;
  std::string host;  ///< of the API server
  process_figures process;
  std::string version;
  std::string commit;
};

/// Prometheus' text format.
[[nodiscard]] std::string metrics_page(const figures& now);

}  // namespace harmony::fleet
