// SPDX-License-Identifier: Apache-2.0
// Everything that one device should run: one document a device, written by the operator alone (data-model.md §3).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harmony/contracts/checked.hpp"
#include "harmony/contracts/codec.hpp"

namespace harmony::contracts {

inline constexpr std::size_t max_desired_state_bytes = 64U << 10U;
inline constexpr std::size_t max_deployments_a_device = 64;

/// Which leader wrote: the Lease's `leaseTransitions`, and the Lease's uid to tell a Lease made anew.
/// A writer that meets a higher epoch is no longer the leader (data-model.md §9).
struct epoch {
  std::string lease_uid;
  std::int64_t transitions = 0;
  friend bool operator==(const epoch&, const epoch&) = default;
};
BOOST_DESCRIBE_STRUCT(epoch, (), (lease_uid, transitions))
inline constexpr field epoch_fields[] = {{.member = "lease_uid", .defaulted = true},
                                         {.member = "transitions", .defaulted = true}};
template <>
inline constexpr std::span<const field> fields_of<epoch> = epoch_fields;

struct desired_deployment {
  resource_name namespace_;
  resource_name name;
  std::string uid;  ///< of the resource: a resource made anew under the old name is another one
  std::int64_t generation = 0;
  contracts::revision revision;         ///< names the score
  bool paused = false;                  ///< leave what runs as it is
  std::int64_t restart_generation = 0;  ///< a higher one restarts the containers of the same revision
  friend bool operator==(const desired_deployment&, const desired_deployment&) = default;
};
BOOST_DESCRIBE_STRUCT(desired_deployment, (), (namespace_, name, uid, generation, revision, paused, restart_generation))
inline constexpr field desired_deployment_fields[] = {{.member = "uid", .min_length = 1, .max_length = 64},
                                                      {.member = "paused", .defaulted = true},
                                                      {.member = "restart_generation", .defaulted = true}};
template <>
inline constexpr std::span<const field> fields_of<desired_deployment> = desired_deployment_fields;

/// An empty list says "run nothing"; a document that is not there says nothing at all.
struct desired_state {
  device_id device;
  contracts::epoch epoch;
  std::vector<desired_deployment> deployments;  ///< sorted by namespace and name
  friend bool operator==(const desired_state&, const desired_state&) = default;
};
BOOST_DESCRIBE_STRUCT(desired_state, (), (device, epoch, deployments))
inline constexpr field desired_state_fields[] = {
    {.member = "epoch", .defaulted = true}, {.member = "deployments", .required = true, .max_items = max_deployments_a_device}};
template <>
inline constexpr std::span<const field> fields_of<desired_state> = desired_state_fields;
template <>
inline constexpr std::size_t max_bytes_of<desired_state> = max_desired_state_bytes;

}  // namespace harmony::contracts
