// SPDX-License-Identifier: Apache-2.0
// What a device should run, as a person writes it: a score is typed data; PodmanV0 is a set of containers.
#pragma once

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

/// One container.
struct service {
  resource_name name;
  image_reference image;
  std::vector<std::string> command;  ///< replaces the image's entry point
  std::vector<std::string> args;     ///< replaces the image's command
  std::vector<env_var> env;
  std::vector<port_mapping> ports;
  friend bool operator==(const service&, const service&) = default;
};
BOOST_DESCRIBE_STRUCT(service, (), (name, image, command, args, env, ports))
inline constexpr field service_fields[] = {
    {.member = "name", .description = "Names the container within its Deployment."},
    {.member = "image", .description = "Pulled if it is not on the device."},
    {.member = "command", .description = "Replaces the image's entry point."},
    {.member = "args", .description = "Replaces the image's command."},
    {.member = "env", .description = "Environment variables of the container.", .max_items = 128, .list_key = "name"},
    {.member = "ports", .description = "Published ports: HOST:CONTAINER or HOST:CONTAINER/udp.", .max_items = 32, .set = true},
};
template <>
inline constexpr std::span<const field> fields_of<service> = service_fields;

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

/// SHA-256 of the score's canonical JSON: it names the score, labels its containers and answers "is this up to date".
[[nodiscard]] revision revision_of(const score& value);

}  // namespace harmony::contracts
