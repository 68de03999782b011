// SPDX-License-Identifier: Apache-2.0
#include "here.hpp"

#include <csignal>
#include <utility>

#include "kit/closing.hpp"

namespace harmony::test {

namespace {

task<void> ends_well(task<result<void>> program) {
  const auto ended = co_await std::move(program);
  CHECK(ended);
}

}  // namespace

agent::config agent_config_here(site& all, const kit::temp_dir& folder) {
  return {.device = all.device(),
          .state_folder = folder.path() / "state",
          .labels = all.center().matching(),
          .nats_servers = {all.center().server().url()},
          .nats_credentials = {},
          .podman_socket = shared_podman().socket()};
}

task<void> beside_both(site& all, fleet::operator_settings center, agent::config device, task<void> story) {
  const auto& executor = all.center().executor();
  task_group both(executor);
  both.spawn("operator", ends_well(fleet::run_operator(executor, std::move(center))));
  both.spawn("agent", ends_well(agent::run_agent(executor, std::move(device))));
  co_await kit::closing(std::move(story), [&] {
    // As both end in a process of their own; whoever listens for it no more has ended.
    if (both.size() == 2) std::raise(SIGTERM);
    return both.join();
  });
}

}  // namespace harmony::test
