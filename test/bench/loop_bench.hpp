// SPDX-License-Identifier: Apache-2.0
// What `bench loop` measures, in the order in which it does: the device alone, the operator alone, both with a person.
#pragma once

#include <vector>

#include "bench/figure.hpp"
#include "bench/stage.hpp"

namespace harmony::bench {

struct choice {
  int runs = 20;
  std::chrono::seconds window = 60s;  ///< of watching what idles
};

/// Start, memory, threads, processor, wire and disk of an agent. Without a cluster.
[[nodiscard]] task<void> measure_agent(stage& on, choice how, std::vector<figure>& into);
/// Start and memory of the operator, and a person's apply beside kubectl's. Starts the cluster.
[[nodiscard]] task<void> measure_operator(stage& on, choice how, std::vector<figure>& into);
/// From a resource that was written to what a device runs. With the cluster and the operator.
[[nodiscard]] task<void> measure_loop(stage& on, choice how, std::vector<figure>& into);

}  // namespace harmony::bench
