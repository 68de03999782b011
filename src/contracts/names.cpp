// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/names.hpp"

namespace harmony::contracts {

namespace {
constexpr std::string_view heartbeat_prefix = "heartbeat.";
}

std::string desired_subject(const device_id& device) { return "desired." + device.text(); }
std::string heartbeat_subject(const device_id& device) { return std::string(heartbeat_prefix) + device.text(); }
std::string resync_subject(const device_id& device) { return "command." + device.text() + ".resync"; }

std::optional<device_id> heartbeat_device(std::string_view subject) {
  if (!subject.starts_with(heartbeat_prefix)) return std::nullopt;
  auto device = device_id::parse(subject.substr(heartbeat_prefix.size()));
  return device ? std::optional(std::move(*device)) : std::nullopt;
}

}  // namespace harmony::contracts
