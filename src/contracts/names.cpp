// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/names.hpp"

namespace harmony::contracts {

namespace {

constexpr std::string_view heartbeat_prefix = "heartbeat.";
constexpr std::string_view event_prefix = "events.";

std::optional<device_id> device_behind(std::string_view prefix, std::string_view subject) {
  if (!subject.starts_with(prefix)) return std::nullopt;
  auto device = device_id::parse(subject.substr(prefix.size()));
  return device ? std::optional(std::move(*device)) : std::nullopt;
}

}  // namespace

std::string desired_subject(const device_id& device) { return "desired." + device.text(); }
std::string heartbeat_subject(const device_id& device) { return std::string(heartbeat_prefix) + device.text(); }
std::string event_subject(const device_id& device) { return std::string(event_prefix) + device.text(); }
std::string resync_subject(const device_id& device) { return "command." + device.text() + ".resync"; }

std::optional<device_id> heartbeat_device(std::string_view subject) { return device_behind(heartbeat_prefix, subject); }
std::optional<device_id> event_device(std::string_view subject) { return device_behind(event_prefix, subject); }

}  // namespace harmony::contracts
