// SPDX-License-Identifier: Apache-2.0
// What a device says of itself: info, state, heartbeat, event (data-model.md §3). The device is the source of truth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harmony/contracts/checked.hpp"
#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/deployment.hpp"
#include "harmony/contracts/desired_state.hpp"

namespace harmony::contracts {

inline constexpr std::size_t max_device_info_bytes = 64U << 10U;
inline constexpr std::size_t max_device_state_bytes = 64U << 10U;
inline constexpr std::size_t max_heartbeat_bytes = 2U << 10U;
inline constexpr std::size_t max_device_event_bytes = 2U << 10U;
inline constexpr std::size_t max_events_a_device = 32;  ///< that are kept; beyond it the oldest goes
inline constexpr std::size_t max_error_length = 512;

/// Heartbeats come this often, give or take a tenth; three of them missing make a device unreachable.
inline constexpr std::chrono::milliseconds heartbeat_interval = 30s;

struct inventory {
  std::string hostname;
  std::string arch;  ///< as Debian and OCI name it: amd64, arm64
  std::string os;    ///< PRETTY_NAME of os-release(5)
  std::string kernel;
  std::int64_t cpu_cores = 0;
  std::int64_t memory_mb = 0;
  std::string agent_version;
  friend bool operator==(const inventory&, const inventory&) = default;
};
BOOST_DESCRIBE_STRUCT(inventory, (), (hostname, arch, os, kernel, cpu_cores, memory_mb, agent_version))

struct device_info {
  device_id device;
  contracts::labels labels;
  contracts::inventory inventory;
  std::string boot_id;  ///< one a start of the agent: two that alternate are two agents with one id
  std::int64_t n = 0;   ///< counts this agent's documents up, so that an old one is seen to be old
  timestamp at;
  friend bool operator==(const device_info&, const device_info&) = default;
};
BOOST_DESCRIBE_STRUCT(device_info, (), (device, labels, inventory, boot_id, n, at))
inline constexpr field device_info_fields[] = {{.member = "labels", .max_items = max_labels_a_device}};
template <>
inline constexpr std::span<const field> fields_of<device_info> = device_info_fields;
template <>
inline constexpr std::size_t max_bytes_of<device_info> = max_device_info_bytes;

enum class phase { pending, pulling, starting, running, degraded, failed, removing };
BOOST_DESCRIBE_ENUM(phase, pending, pulling, starting, running, degraded, failed, removing)

struct deployment_state {
  resource_name namespace_;
  resource_name name;
  std::string uid;
  contracts::revision revision;  ///< what the phase is about: the revision that runs or is being brought up
  contracts::phase phase = contracts::phase::pending;
  timestamp since;            ///< when the phase began
  std::int64_t restarts = 0;  ///< of its containers since this revision was brought up
  std::string last_error;
  friend bool operator==(const deployment_state&, const deployment_state&) = default;
};
BOOST_DESCRIBE_STRUCT(deployment_state, (), (namespace_, name, uid, revision, phase, since, restarts, last_error))
inline constexpr field deployment_state_fields[] = {
    {.member = "uid", .min_length = 1, .max_length = 64},
    {.member = "restarts", .defaulted = true},
    {.member = "last_error", .defaulted = true, .max_length = max_error_length}};
template <>
inline constexpr std::span<const field> fields_of<deployment_state> = deployment_state_fields;

struct device_state {
  device_id device;
  std::string boot_id;
  std::int64_t n = 0;
  timestamp at;
  std::vector<deployment_state> deployments;
  friend bool operator==(const device_state&, const device_state&) = default;
};
BOOST_DESCRIBE_STRUCT(device_state, (), (device, boot_id, n, at, deployments))
/// Those that it should run and as many that are on their way out.
inline constexpr std::size_t max_reported_deployments = 2 * max_deployments_a_device;
inline constexpr field device_state_fields[] = {
    {.member = "deployments", .required = true, .max_items = max_reported_deployments}};
template <>
inline constexpr std::span<const field> fields_of<device_state> = device_state_fields;
template <>
inline constexpr std::size_t max_bytes_of<device_state> = max_device_state_bytes;

struct heartbeat {
  timestamp at;
  std::string boot_id;
  std::int64_t n = 0;
  std::string digest;  ///< short_digest of the state document as it was last published
  friend bool operator==(const heartbeat&, const heartbeat&) = default;
};
BOOST_DESCRIBE_STRUCT(heartbeat, (), (at, boot_id, n, digest))
template <>
inline constexpr std::size_t max_bytes_of<heartbeat> = max_heartbeat_bytes;

struct device_event {
  timestamp at;
  contracts::severity severity = contracts::severity::info;
  std::string message;
  std::optional<std::string> deployment;  ///< "<namespace>/<name>"
  friend bool operator==(const device_event&, const device_event&) = default;
};
BOOST_DESCRIBE_STRUCT(device_event, (), (at, severity, message, deployment))
inline constexpr field device_event_fields[] = {{.member = "message", .max_length = max_error_length}};
template <>
inline constexpr std::span<const field> fields_of<device_event> = device_event_fields;
template <>
inline constexpr std::size_t max_bytes_of<device_event> = max_device_event_bytes;

}  // namespace harmony::contracts
