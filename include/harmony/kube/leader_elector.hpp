// SPDX-License-Identifier: Apache-2.0
// Performs a lease_machine's actions against an API server: one process among several leads.
#pragma once

#include <string>

#include "harmony/base/task.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/lease_machine.hpp"
#include "harmony/kube/object_api.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::kube {

struct election_settings {
  object_key lease;
  std::string identity;  ///< this process's alone: "<host>_<random>"
  election_timing timing{};
  std::string manager;  ///< field manager
  std::string hint{};   ///< what a person can do when the API server refuses the Lease; logged with it
};

/// acquire, then hold, then release. Use on the io thread; the client must outlive it.
class leader_elector {
 public:
  /// `settings.timing` has been checked.
  leader_elector(client& server, election_settings settings);

  /// Returns the Lease of our term once we lead. Tries for ever; failures are logged, the first and each different one.
  [[nodiscard]] task<lease> acquire();
  /// Renews, and returns why the term is over. Stop writing then: somebody else may lead.
  [[nodiscard]] task<error> hold();
  /// Gives the Lease up, if it is ours, so that another need not wait: call it when nothing is written any more. A failure
  /// does no harm: the Lease runs out.
  [[nodiscard]] task<void> release();

  /// Whether we lead now, by the clock: true for a process that was stopped and goes on only until the deadline.
  [[nodiscard]] bool leads() const { return machine_.held(steady_clock::now()) != nullptr; }
  /// Whether the last look at the Lease was answered: a standby that could not take over is not ready.
  [[nodiscard]] bool works() const { return works_; }
  /// Why it does not; empty while all is well.
  [[nodiscard]] const std::string& trouble() const { return reported_; }

 private:
  [[nodiscard]] task<void> perform(lease_action what);
  [[nodiscard]] task<void> read();
  [[nodiscard]] task<void> write(lease wanted);
  [[nodiscard]] task<result<std::optional<lease>>> stored();
  [[nodiscard]] task<result<lease>> store(lease wanted);
  void failed(error why);
  void succeeded();

  object_api leases_;
  election_settings settings_;
  lease_machine machine_;
  bool works_ = false;
  bool tried_ = false;      // the Lease may be ours
  std::string reported_{};  // the failure that the log knows about; empty: all is well
};

}  // namespace harmony::kube
