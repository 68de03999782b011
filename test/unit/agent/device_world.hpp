// SPDX-License-Identifier: Apache-2.0
// A device as a history has it: what the hub wants of it, what the agent was told, and what happens to containers, disk and
// podman meanwhile.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "desired_door.hpp"
#include "device_step.hpp"
#include "naive_plan.hpp"
#include "workloads_fixture.hpp"

namespace harmony::agent::test {

class device_world {
 public:
  device_world() { door_.write(wanted_); }

  /// Takes a step; what is wrong after it, if anything is.
  [[nodiscard]] std::optional<std::string> perform(const step& one);
  /// Nothing fails any more, and the agent starts once more, so that no pause between two starts is left to wait for.
  /// What is wrong when it has nothing left to do.
  [[nodiscard]] std::optional<std::string> settle();

 private:
  using documents = std::optional<contracts::desired_state>;

  void act(const step& one);
  void want(const step& one);
  /// The newest document reaches the agent.
  void receive();
  void push(std::size_t which);
  void act_on(std::optional<written_document> document);
  void saved();
  void restart();
  /// `done`: what the agent says of it.
  [[nodiscard]] std::optional<std::string> reconcile(const deployment_key& key, result<sync::outcome>& done);
  [[nodiscard]] situation look_at(const deployment_key& key) const;
  /// The restarts that the agent reports are those that it made.
  [[nodiscard]] std::optional<std::string> look_at_restarts();

  /// The containers that a document wants of a Deployment.
  [[nodiscard]] static std::vector<std::pair<identity, contracts::restart_policy>> wanted_by(const documents& document,
                                                                                             const deployment_key& key);
  [[nodiscard]] static const contracts::desired_deployment* entry_of(const documents& document, const deployment_key& key);
  /// What is wrong with a Deployment of which the agent says that nothing is left to do.
  [[nodiscard]] std::optional<std::string> look_at_finished(const deployment_key& key);

  workloads_fixture device_;
  contracts::desired_state wanted_{.device = device(), .epoch = {}, .deployments = {}};
  desired_door door_;
  std::map<std::string, unsigned> lives_;
  documents told_;   // what the agent acts on
  documents saved_;  // what its disk has
  unsigned told_number_ = 0;
  unsigned saved_number_ = 0;
  std::string went_wrong_;
  std::set<contracts::revision> scores_;  // that the agent has, and need not read
  struct restarts_of_life {
    std::string uid;
    contracts::revision revision;
    unsigned restarts = 0;
  };
  std::map<deployment_key, restarts_of_life> restarts_;  // since the agent started
  std::set<std::string> started_again_;                  // containers, since then
  bool disk_full_ = false;
  std::set<deployment_key> touched_;  // since the agent started
};

}  // namespace harmony::agent::test
