// SPDX-License-Identifier: Apache-2.0
// An operator in the test's own process, for what no option of the program sets. A stop signal ends it.
#pragma once

#include "hub.hpp"
#include "operator/operator.hpp"

namespace harmony::fleet::test {

/// The hub's servers, no election, and a health server that nobody asks.
[[nodiscard]] inline operator_settings settings_here(hub& all) {
  return {.cluster = kube::read_kubeconfig(all.kubeconfig(), "").value(),
          .nats = {.servers = {all.server().url()}, .name = "operator"},
          .identity = "here",
          .election = std::nullopt,
          .health_address = "127.0.0.1",
          .health_port = 0};
}

}  // namespace harmony::fleet::test
