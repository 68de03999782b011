// SPDX-License-Identifier: Apache-2.0
// A device as a history has it: what the hub wants of it, what the agent was told, and what happens to containers, disk and
// podman meanwhile.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "device_step.hpp"
#include "workloads_fixture.hpp"

namespace harmony::agent::test {

class device_world {
 public:
  /// Takes a step; what is wrong after it, if anything is.
  [[nodiscard]] std::optional<std::string> perform(const step& one);
  /// Nothing fails any more, and the agent starts once more, so that no pause between two starts is left to wait for.
  /// What is wrong when it has nothing left to do.
  [[nodiscard]] std::optional<std::string> settle();

 private:
  using documents = std::optional<contracts::desired_state>;

  void act(const step& one);
  void want(const step& one);
  void receive();
  void restart();
  [[nodiscard]] std::optional<std::string> reconcile(const deployment_key& key);

  /// The containers that a document wants of a Deployment.
  [[nodiscard]] static std::vector<std::pair<identity, contracts::restart_policy>> wanted_by(const documents& document,
                                                                                             const deployment_key& key);
  [[nodiscard]] static const contracts::desired_deployment* entry_of(const documents& document, const deployment_key& key);
  /// What is wrong with a Deployment of which the agent says that nothing is left to do.
  [[nodiscard]] std::optional<std::string> look_at_finished(const deployment_key& key);

  workloads_fixture device_;
  contracts::desired_state wanted_{.device = device(), .epoch = {}, .deployments = {}};
  std::map<std::string, unsigned> lives_;
  documents told_;   // what the agent acts on
  documents saved_;  // what its disk has
  bool disk_full_ = false;
  std::set<deployment_key> touched_;  // since the agent started
};

}  // namespace harmony::agent::test
