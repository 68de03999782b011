// SPDX-License-Identifier: Apache-2.0
// What a device should run, as a person writes it: a score is typed data; PodmanV0 is a set of containers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harmony/contracts/checked.hpp"
#include "harmony/contracts/codec.hpp"

namespace harmony::contracts {

/// The score's canonical JSON may have this many bytes (data-model.md §9).
inline constexpr std::size_t max_score_bytes = 256U << 10U;

struct env_var {
  env_name name;
  std::string value;
  friend bool operator==(const env_var&, const env_var&) = default;
};
BOOST_DESCRIBE_STRUCT(env_var, (), (name, value))
inline constexpr field env_var_fields[] = {{.member = "value", .max_length = 32768}};
template <>
inline constexpr std::span<const field> fields_of<env_var> = env_var_fields;

enum class restart_policy { always, on_failure, never };
BOOST_DESCRIBE_ENUM(restart_policy, always, on_failure, never)

enum class image_pull_policy { if_not_present, always, never };
BOOST_DESCRIBE_ENUM(image_pull_policy, if_not_present, always, never)

/// A file of the container with this content.
struct config_file {
  std::string path;
  std::string content;
  std::optional<std::int64_t> mode;  ///< permission bits
  friend bool operator==(const config_file&, const config_file&) = default;
};
BOOST_DESCRIBE_STRUCT(config_file, (), (path, content, mode))
inline constexpr field config_file_fields[] = {
    {.member = "path", .min_length = 1}, {.member = "content", .max_length = 65536}, {.member = "mode", .maximum = 0777}};
template <>
inline constexpr std::span<const field> fields_of<config_file> = config_file_fields;

/// A secret of the device, as a file of the container.
struct secret_mount {
  resource_name name;
  std::string path;
  friend bool operator==(const secret_mount&, const secret_mount&) = default;
};
BOOST_DESCRIBE_STRUCT(secret_mount, (), (name, path))
inline constexpr field secret_mount_fields[] = {{.member = "path", .min_length = 1}};
template <>
inline constexpr std::span<const field> fields_of<secret_mount> = secret_mount_fields;

/// The most that the container may use; Kubernetes' quantities, such as 500m and 128Mi.
struct resource_limits {
  std::optional<std::string> cpu;
  std::optional<std::string> memory;
  std::optional<std::int64_t> pids;
  friend bool operator==(const resource_limits&, const resource_limits&) = default;
};
BOOST_DESCRIBE_STRUCT(resource_limits, (), (cpu, memory, pids))
inline constexpr field resource_limits_fields[] = {{.member = "cpu", .max_length = 32}, {.member = "memory", .max_length = 32}};
template <>
inline constexpr std::span<const field> fields_of<resource_limits> = resource_limits_fields;

/// Run in the container every so often: exit code 0 means healthy.
struct health_check {
  std::vector<std::string> command;
  std::int64_t interval_seconds = 30;
  std::int64_t timeout_seconds = 30;
  std::int64_t retries = 3;
  std::int64_t start_period_seconds = 0;
  friend bool operator==(const health_check&, const health_check&) = default;
};
BOOST_DESCRIBE_STRUCT(health_check, (), (command, interval_seconds, timeout_seconds, retries, start_period_seconds))
inline constexpr field health_check_fields[] = {
    {.member = "command", .required = true, .min_items = 1},
    {.member = "interval_seconds", .defaulted = true, .minimum = 1, .maximum = 86400},
    {.member = "timeout_seconds", .defaulted = true, .minimum = 1, .maximum = 86400},
    {.member = "retries", .defaulted = true, .minimum = 1, .maximum = 100},
    {.member = "start_period_seconds", .defaulted = true, .maximum = 86400}};
template <>
inline constexpr std::span<const field> fields_of<health_check> = health_check_fields;

/// One container.
struct service {
  resource_name name;
  image_reference image;
  std::vector<std::string> command;  ///< replaces the image's entry point
  std::vector<std::string> args;     ///< replaces the image's command
  std::vector<env_var> env;
  std::vector<port_mapping> ports;
  std::vector<volume_mapping> volumes;
  std::vector<config_file> files;
  std::vector<secret_mount> secrets;
  std::vector<std::string> devices;
  std::optional<std::string> network;
  contracts::restart_policy restart_policy = contracts::restart_policy::always;
  std::optional<resource_limits> resources;
  std::optional<contracts::health_check> health_check;
  std::optional<std::string> user;
  contracts::labels labels;
  contracts::image_pull_policy image_pull_policy = contracts::image_pull_policy::if_not_present;
  std::optional<std::int64_t> stop_timeout;  ///< seconds
  friend bool operator==(const service&, const service&) = default;
};
BOOST_DESCRIBE_STRUCT(service, (),
                      (name, image, command, args, env, ports, volumes, files, secrets, devices, network, restart_policy,
                       resources, health_check, user, labels, image_pull_policy, stop_timeout))
inline constexpr field service_fields[] = {
    {.member = "name", .description = "Names the container within its Deployment."},
    {.member = "image", .description = "What the container is made from."},
    {.member = "command", .description = "Replaces the image's entry point."},
    {.member = "args", .description = "Replaces the image's command."},
    {.member = "env", .description = "Environment variables of the container.", .max_items = 128, .list_key = "name"},
    {.member = "ports", .description = "Published ports: HOST:CONTAINER or HOST:CONTAINER/udp.", .max_items = 32, .set = true},
    {.member = "volumes",
     .description =
         "NAME:/PATH for a volume that the device keeps, /DEVICE/PATH:/PATH for a path of the device; :ro behind it.",
     .max_items = 32,
     .set = true},
    {.member = "files", .description = "Files of the container.", .max_items = 32, .list_key = "path"},
    {.member = "secrets",
     .description = "Secrets of the device, as files of the container.",
     .max_items = 32,
     .list_key = "name"},
    {.member = "devices", .description = "Device nodes: /dev/ttyUSB0 or HOST:CONTAINER.", .max_items = 32, .set = true},
    {.member = "network", .description = "The podman network to join.", .max_length = 63},
    {.member = "restart_policy",
     .description = "Always: whatever it ends with. OnFailure: unless it ends with 0. Never.",
     .defaulted = true},
    {.member = "resources", .description = "The most that the container may use."},
    {.member = "health_check", .description = "How to tell that the container works."},
    {.member = "user", .description = "USER or USER:GROUP in the container.", .max_length = 64},
    {.member = "labels", .description = "Labels of the container."},
    {.member = "image_pull_policy",
     .description = "IfNotPresent; Always: each time a container is made; Never: it has to be on the device.",
     .defaulted = true},
    {.member = "stop_timeout", .description = "Seconds between asking it to end and ending it.", .maximum = 3600},
};
template <>
inline constexpr std::span<const field> fields_of<service> = service_fields;
inline constexpr rule service_rules[] = {
    {"!has(self.labels) || self.labels.all(key, !key.startsWith('iot.nationtech.io/'))",
     "labels beginning with iot.nationtech.io/ are harmony-iot's own"},
};
template <>
inline constexpr std::span<const rule> rules_of<service> = service_rules;

struct podman_v0 {
  std::vector<service> services;
  friend bool operator==(const podman_v0&, const podman_v0&) = default;
};
BOOST_DESCRIBE_STRUCT(podman_v0, (), (services))
inline constexpr field podman_v0_fields[] = {{.member = "services",
                                              .description = "The containers that every matching device runs.",
                                              .required = true,
                                              .min_items = 1,
                                              .max_items = 16,
                                              .list_key = "name"}};
template <>
inline constexpr std::span<const field> fields_of<podman_v0> = podman_v0_fields;

/// Decoding refuses any other type by name; a second type makes `data` a variant.
enum class score_type { podman_v0 };
BOOST_DESCRIBE_ENUM(score_type, podman_v0)

struct score {
  score_type type = score_type::podman_v0;
  podman_v0 data;
  friend bool operator==(const score&, const score&) = default;
};
BOOST_DESCRIBE_STRUCT(score, (), (type, data))

template <>
inline constexpr std::size_t max_bytes_of<score> = max_score_bytes;

/// SHA-256 of the score's canonical JSON: it names the score, labels its containers and answers "is this up to date".
[[nodiscard]] revision revision_of(const score& value);

}  // namespace harmony::contracts
