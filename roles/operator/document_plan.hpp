// SPDX-License-Identifier: Apache-2.0
// What a device's desired document should say. Pure.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "harmony/contracts/desired_state.hpp"

namespace harmony::fleet {

struct document_inputs {
  contracts::device_id device;
  /// What is stored now, if anything is.
  const contracts::desired_state* current = nullptr;
  /// If nothing is: what the device says to have of resources that were not accepted, or may be lost. Their entries were in a
  /// document that is lost, and without them the device would remove what runs.
  std::vector<contracts::desired_deployment> reported{};
  /// The deployments that are known to select the device, accepted and at their current revision.
  std::vector<contracts::desired_deployment> wanted;
  /// False while nothing is known of the device's labels.
  bool labels_known = false;
  /// False until the operator has looked at every resource that devices may have, and knows what the device has of those that
  /// it refused or does not find.
  bool all_decided = false;
  /// Whether a resource of that namespace and name exists, and whether it has been accepted. One that exists and was not
  /// accepted (not read yet, or not readable), or may be lost, decides nothing: its entry stays as it is.
  enum class resource { absent, undecided, accepted };
  std::function<resource(const contracts::desired_deployment&)> resource_of;
  contracts::epoch epoch;
};

/// Whether `other` belongs to a later leader of the same Lease. Leaders of different Leases cannot be compared.
[[nodiscard]] bool is_later(const contracts::epoch& other, const contracts::epoch& ours);

struct document_plan {
  /// What to write; nothing if the stored document says it already.
  std::optional<contracts::desired_state> next;
  /// Beyond contracts::max_deployments_a_device: these wait for a place.
  std::vector<contracts::desired_deployment> left_out;
};

/// A device that is selected by more than it can have keeps what it has: what is new there finds a place, by name, or waits.
[[nodiscard]] document_plan plan_document(const document_inputs& given);

}  // namespace harmony::fleet
