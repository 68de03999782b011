// SPDX-License-Identifier: Apache-2.0
// A device whose agent the test plays: it says what an agent would say and sees what an agent would be told.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/nats/connection.hpp"
#include "harmony/nats/kv.hpp"

namespace harmony::fleet::test {

/// Whatever NATS refuses is thrown.
class device {
 public:
  struct orders {
    std::uint64_t revision = 0;  ///< the key's
    wall_clock::time_point written{};
    contracts::desired_state document;
  };

  device(nats::jetstream& streams, std::string_view id);

  /// Publishes device-info with these labels, and first of all that it has nothing.
  [[nodiscard]] task<void> join(contracts::labels labels);
  /// Publishes device-info only.
  [[nodiscard]] task<void> introduce(contracts::labels labels);
  /// Publishes device-state: everything that the stored document names, in this phase. A report is never equal to an
  /// earlier one: the agent counts them up.
  [[nodiscard]] task<void> report(contracts::phase phase, std::string error = {});
  [[nodiscard]] task<void> report(std::vector<contracts::deployment_state> deployments);
  /// Publishes an event about "<namespace>/<name>".
  [[nodiscard]] task<void> tell(contracts::severity severity, std::string message, std::string about);
  /// Sends a heartbeat that goes with the last report, as an agent that was started with this boot id.
  void beat(std::string boot_id = "boot");

  /// The stored desired document; nothing if there is none, or none that can be read.
  [[nodiscard]] task<std::optional<orders>> told() const;
  /// Whether it names exactly these Deployments.
  [[nodiscard]] task<bool> is_told(std::vector<std::string> names) const;
  /// How often the hub asked this device to report again.
  [[nodiscard]] std::size_t asked() const { return asked_; }

  [[nodiscard]] const contracts::device_id& id() const { return id_; }

 private:
  nats::jetstream& streams_;
  contracts::device_id id_;
  std::int64_t n_ = 0;
  std::string digest_;
  std::size_t asked_ = 0;
  nats::subscription commands_;
};

class hub;

/// "web" is applied; the device, which it selects, joins and is told to run it.
[[nodiscard]] task<void> roll_out(hub& all, device& plc, contracts::deployment_spec spec);

}  // namespace harmony::fleet::test
