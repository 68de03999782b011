// SPDX-License-Identifier: Apache-2.0
#include "agent/config.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "agent/config_file.hpp"
#include "harmony/base/file.hpp"

namespace harmony::agent {

namespace {

std::string default_podman_socket() {
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && *runtime != '\0')
    return std::string(runtime) + "/podman/podman.sock";
  return ::geteuid() == 0 ? "/run/podman/podman.sock" : fmt::format("/run/user/{}/podman/podman.sock", ::geteuid());
}

/// "site=lyon" as a label; what is wrong with it otherwise.
result<std::pair<contracts::label_key, contracts::label_value>> parse_label(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return fail(errc::invalid, fmt::format("\"{}\" is not KEY=VALUE", text));
  auto key = contracts::label_key::parse(text.substr(0, equals));
  if (!key) return fail(std::move(key.error()));
  auto value = contracts::label_value::parse(text.substr(equals + 1));
  if (!value) return fail(std::move(value.error()));
  return std::pair{std::move(*key), std::move(*value)};
}

std::filesystem::path default_state_folder() {
  const char* given = std::getenv("STATE_DIRECTORY");
  return given == nullptr || *given == '\0' ? "/var/lib/harmony-iot" : given;
}

/// Puts what was typed over what the file says; what is wrong with it goes to the file's mistakes.
void override_with(const config_choice& given, config_file& file) {
  const auto complain = [&](std::string_view option, std::string_view variable, std::string_view what) {
    file.mistakes.push_back(fmt::format("{} or HARMONY_IOT_{}: {}", option, variable, what));
  };
  auto& to = file.says;
  if (!given.device_id.empty()) {
    file.names_device = true;
    if (auto device = contracts::device_id::parse(given.device_id)) {
      to.device = std::move(*device);
    } else {
      complain("--device-id", "DEVICE_ID", device.error().message);
    }
  }
  for (const auto& text : given.labels) {
    if (auto label = parse_label(text)) {
      to.labels.insert_or_assign(std::move(label->first), std::move(label->second));
    } else {
      complain("--label", "LABELS", label.error().message);
    }
  }
  if (!given.nats_servers.empty()) {
    file.names_servers = true;
    to.nats_servers = given.nats_servers;
    for (const auto& url : given.nats_servers)
      if (!is_nats_url(url)) complain("--nats", "NATS_URL", fmt::format("\"{}\" {}", url, what_nats_url_has_to_be));
  }
  if (!given.nats_credentials.empty()) to.nats_credentials = given.nats_credentials;
  if (!given.podman_socket.empty()) to.podman_socket = given.podman_socket;
  if (!given.state_folder.empty()) to.state_folder = given.state_folder;
}

result<config> checked(config_file file, std::string_view name, const config_choice& given) {
  override_with(given, file);
  if (!file.names_device)
    file.mistakes.push_back(fmt::format(
        "{}: [agent] device_id is missing; name this device, for example: device_id = \"plc-17\", or --device-id plc-17",
        name));
  if (!file.names_servers)
    file.mistakes.push_back(
        fmt::format("{}: [nats] url is missing; for example: url = \"nats://nats.example:4222\", or a list of such, or --nats "
                    "nats://nats.example:4222",
                    name));
  if (file.says.labels.size() > contracts::max_labels_a_device)
    file.mistakes.push_back(fmt::format("{}: [labels] has {} labels; a device can have {}", name, file.says.labels.size(),
                                        contracts::max_labels_a_device));
  if (!file.mistakes.empty()) return fail(errc::invalid, fmt::format("{}", fmt::join(file.mistakes, "\n")));
  if (file.says.state_folder.empty()) file.says.state_folder = default_state_folder();
  if (file.says.podman_socket.empty()) file.says.podman_socket = default_podman_socket();
  return std::move(file.says);
}

}  // namespace

result<config> parse_config(std::string_view text, std::string_view name, const config_choice& given) {
  return read_config_file(text, name).and_then([&](config_file file) { return checked(std::move(file), name, given); });
}

result<config> load_config(const config_choice& given) {
  const auto text = read_file(given.file, 1U << 20U);
  if (text) return parse_config(*text, given.file.string(), given);
  const bool may_be_absent = text.error().code == errc::not_found && !given.file_is_named;
  if (!may_be_absent) {
    auto failure = text.error();
    failure.hint = "write the agent's configuration there, or name another file with --config";
    return fail(std::move(failure));
  }
  // Nothing is missed as long as all that is needed was given otherwise.
  return checked({}, given.file.string(), given).transform_error([&](error wrong) {
    wrong.hint = fmt::format("there is no {}: write it, or name another file with --config", given.file.string());
    return wrong;
  });
}

}  // namespace harmony::agent
