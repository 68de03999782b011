// SPDX-License-Identifier: Apache-2.0
// Podman as the agent's container runtime: what a Deployment's container is called and labelled there.
#pragma once

#include "agent/container_runtime.hpp"
#include "harmony/podman/client.hpp"

namespace harmony::agent {

class podman_runtime final : public container_runtime {
 public:
  podman_runtime(const asio::any_io_executor& executor, std::string socket)
      : podman_(executor, std::move(socket)), opened_(executor) {}

  task<result<std::vector<container>>> list() override;
  task<result<bool>> has_image(const contracts::image_reference& image) override;
  task<result<void>> pull(const contracts::image_reference& image, std::chrono::milliseconds limit) override;
  task<result<std::string>> create(const identity& is, const contracts::service& from) override;
  task<result<void>> start(const std::string& id) override;
  task<result<void>> remove(const std::string& id) override;
  task<void> watch(std::function<void(const deployment_key&)> changed, std::function<void()> interrupted) override;

 private:
  [[nodiscard]] task<void> follow(std::function<void(const deployment_key&)> changed, std::function<void()> interrupted);
  /// Logs which podman this is, whenever it may be another one than it was.
  [[nodiscard]] task<void> introduce();

  podman::client podman_;
  wakeup opened_;  // the stream of events
  std::optional<podman::service_info> known_;
};

}  // namespace harmony::agent
