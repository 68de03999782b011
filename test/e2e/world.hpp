// SPDX-License-Identifier: Apache-2.0
// Everything that the demo runs: real servers, the operator, one device's agent, and looks at them from outside.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harmony/contracts/deployment.hpp"
#include "kit/kube_apiserver.hpp"
#include "kit/nats_server.hpp"
#include "kit/podman_service.hpp"
#include "kit/process.hpp"
#include "kit/registry.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::e2e {

class world {
 public:
  world();

  void start_servers();
  void start_operator();
  void start_agent();
  void stop_agent() { agent_.reset(); }
  [[nodiscard]] kit::nats_server& nats() { return *nats_; }
  [[nodiscard]] kit::podman_service& podman() { return *podman_; }
  [[nodiscard]] kit::registry& registry() { return *registry_; }

  /// Runs `harmony-iot WORDS…` as a person would; throws with its output if it fails. Returns what it printed.
  std::string harmony_iot(std::vector<std::string> words);

  /// "" if the operator's /readyz says ready, else what it says.
  [[nodiscard]] std::string readiness() const;
  /// The body that the workload serves, or why there is none.
  [[nodiscard]] std::string page() const;
  struct seen_deployment {
    std::int64_t generation = 0;
    contracts::deployment_status status;
  };
  /// Nothing if there is no such Deployment.
  [[nodiscard]] std::optional<seen_deployment> deployment(const std::string& name) const;
  /// Ids of all containers, running or not.
  [[nodiscard]] std::vector<std::string> containers();
  [[nodiscard]] std::string agent_log() const { return agent_->log(); }
  /// What a person's shell needs to reach all of it; `bin` in the folder is where PATH should begin.
  [[nodiscard]] std::map<std::string, std::string> environment() const;
  /// Where the logs of the operator and the agent are.
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  /// The last lines of the operator's and the agent's logs.
  [[nodiscard]] std::string last_words() const;

  static constexpr std::uint16_t web_port = 8080;

 private:
  kit::temp_dir folder_;
  std::unique_ptr<kit::kube_apiserver> cluster_;
  std::unique_ptr<kit::nats_server> nats_;
  std::unique_ptr<kit::podman_service> podman_;
  std::unique_ptr<kit::registry> registry_;
  std::unique_ptr<kit::process> operator_;
  std::unique_ptr<kit::process> agent_;
  std::uint16_t health_port_;
};

}  // namespace harmony::e2e
