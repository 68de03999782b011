// SPDX-License-Identifier: Apache-2.0
// Every name that travels: buckets, subjects, the custom resource, container labels. Partitions would be added here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harmony/contracts/checked.hpp"

namespace harmony::contracts {

inline constexpr std::string_view desired_state_bucket = "desired-state";
inline constexpr std::string_view scores_bucket = "scores";
inline constexpr std::string_view device_info_bucket = "device-info";
inline constexpr std::string_view device_state_bucket = "device-state";

/// Where the server repeats each write to a device's desired document.
[[nodiscard]] std::string desired_subject(const device_id& device);
inline constexpr std::string_view desired_republish_source = "$KV.desired-state.>";
inline constexpr std::string_view desired_republish_destination = "desired.>";

[[nodiscard]] std::string heartbeat_subject(const device_id& device);
inline constexpr std::string_view all_heartbeats = "heartbeat.*";
/// The device of "heartbeat.<device>"; nothing for any other subject.
[[nodiscard]] std::optional<device_id> heartbeat_device(std::string_view subject);

/// What a device has to tell people is kept here, the newest few of each device.
inline constexpr std::string_view device_events_stream = "device-events";
[[nodiscard]] std::string event_subject(const device_id& device);
inline constexpr std::string_view all_events = "events.*";
/// The device of "events.<device>"; nothing for any other subject.
[[nodiscard]] std::optional<device_id> event_device(std::string_view subject);

/// Asks a device to publish its info and state again: `command.<device>.resync`.
[[nodiscard]] std::string resync_subject(const device_id& device);

inline constexpr std::string_view api_group = "iot.nationtech.io";
inline constexpr std::string_view api_version = "v1alpha1";
inline constexpr std::string_view api_group_version = "iot.nationtech.io/v1alpha1";
inline constexpr std::string_view deployment_kind = "Deployment";
inline constexpr std::string_view deployment_plural = "deployments";
inline constexpr std::string_view cleanup_finalizer = "iot.nationtech.io/device-cleanup";

/// Where the operator lives and holds its Lease unless it is told otherwise.
inline constexpr std::string_view operator_namespace = "harmony-iot";
inline constexpr std::string_view operator_lease = "harmony-iot-operator";

/// Who reports a Kubernetes Event.
inline constexpr std::string_view operator_controller = "iot.nationtech.io/operator";

inline constexpr std::string_view operator_manager = "harmony-iot-operator";
inline constexpr std::string_view apply_manager = "harmony-iot-apply";
inline constexpr std::string_view install_manager = "harmony-iot-install";

/// On each container of ours: the device is its own database.
inline constexpr std::string_view container_deployment_label = "iot.nationtech.io/deployment";  ///< "<namespace>/<name>"
inline constexpr std::string_view container_uid_label = "iot.nationtech.io/uid";
inline constexpr std::string_view container_service_label = "iot.nationtech.io/service";
inline constexpr std::string_view container_revision_label = "iot.nationtech.io/revision";
/// "Always", "OnFailure" or "Never": the agent restarts, and the score may be gone before the container is.
inline constexpr std::string_view container_restart_label = "iot.nationtech.io/restart";

}  // namespace harmony::contracts
