// SPDX-License-Identifier: Apache-2.0
#include "agent/config.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#define TOML_EXCEPTIONS 0
#include <toml++/toml.hpp>

#include "harmony/base/file.hpp"

namespace harmony::agent {

namespace {

std::string default_podman_socket() {
  if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && *runtime != '\0')
    return std::string(runtime) + "/podman/podman.sock";
  return ::geteuid() == 0 ? "/run/podman/podman.sock" : fmt::format("/run/user/{}/podman/podman.sock", ::geteuid());
}

/// Reads the tables of one file and collects what is wrong with them.
class reader {
 public:
  explicit reader(std::string_view name) : name_(name) {}

  void complain(const toml::source_region& where, std::string_view what) {
    mistakes_ += fmt::format("{}{}:{}: {}", mistakes_.empty() ? "" : "\n", name_, where.begin.line, what);
  }
  void complain(std::string_view what) { mistakes_ += fmt::format("{}{}: {}", mistakes_.empty() ? "" : "\n", name_, what); }

  /// The text of a key; empty, and a complaint, if it is something else. Absent is empty too.
  std::string text(const toml::table& table, std::string_view section, std::string_view key) {
    const auto* node = table.get(key);
    if (node == nullptr) return {};
    if (const auto* value = node->as_string()) return value->get();
    complain(node->source(), fmt::format("[{}] {} has to be a string in quotes", section, key));
    return {};
  }

  void only(const toml::table& table, std::string_view section, std::initializer_list<std::string_view> known) {
    for (const auto& [key, node] : table) {
      if (std::ranges::contains(known, key.str())) continue;
      complain(key.source(),
               fmt::format("{} does not know \"{}\"; it knows: {}",
                           section.empty() ? "this file" : fmt::format("[{}]", section), key.str(), fmt::join(known, ", ")));
    }
  }

  const toml::table& section(const toml::table& top, std::string_view name) {
    static const toml::table empty;
    const auto* node = top.get(name);
    if (node == nullptr) return empty;
    if (const auto* table = node->as_table()) return *table;
    complain(node->source(), fmt::format("{} has to be a table: [{}]", name, name));
    return empty;
  }

  [[nodiscard]] const std::string& mistakes() const { return mistakes_; }

 private:
  std::string name_;
  std::string mistakes_;
};

void read_labels(reader& from, const toml::table& table, contracts::labels& to) {
  for (const auto& [key, node] : table) {
    const auto label = contracts::label_key::parse(key.str());
    if (!label) {
      from.complain(key.source(), label.error().message);
      continue;
    }
    const auto text = from.text(table, "labels", key.str());
    auto value = contracts::label_value::parse(text);
    if (!value) {
      from.complain(node.source(), value.error().message);
      continue;
    }
    to.emplace(*label, std::move(*value));
  }
  if (to.size() > contracts::max_labels_a_device)
    from.complain(fmt::format("[labels] has {} labels; a device can have {}", to.size(), contracts::max_labels_a_device));
}

void read_agent(reader& from, const toml::table& table, config& to) {
  from.only(table, "agent", {"device_id", "state_dir"});
  const auto id = from.text(table, "agent", "device_id");
  if (!table.contains("device_id")) {
    from.complain("[agent] device_id is missing; name this device, for example: device_id = \"plc-17\"");
  } else if (auto device = contracts::device_id::parse(id)) {
    to.device = std::move(*device);
  } else {
    from.complain(table.get("device_id")->source(), "[agent] device_id: " + device.error().message);
  }
  if (const auto folder = from.text(table, "agent", "state_dir"); !folder.empty()) to.state_folder = folder;
}

void read_nats(reader& from, const toml::table& table, config& to) {
  from.only(table, "nats", {"url"});
  const auto* node = table.get("url");
  if (node == nullptr) {
    from.complain("[nats] url is missing; for example: url = \"nats://nats.example:4222\", or a list of such");
    return;
  }
  const auto add = [&](const toml::node& one) {
    const auto* text = one.as_string();
    if (text == nullptr || !(text->get().starts_with("nats://") || text->get().starts_with("tls://"))) {
      from.complain(one.source(), "[nats] url has to be nats://HOST:PORT or tls://HOST:PORT, or a list of such");
    } else {
      to.nats_servers.push_back(text->get());
    }
  };
  if (const auto* list = node->as_array()) {
    for (const auto& one : *list) add(one);
    if (list->empty()) from.complain(node->source(), "[nats] url names no server");
  } else {
    add(*node);
  }
}

}  // namespace

result<config> parse_config(std::string_view text, std::string_view name) {
  const auto parsed = toml::parse(text, name);
  if (!parsed) {
    const auto& problem = parsed.error();
    return fail(errc::invalid, fmt::format("{}:{}: is not TOML", name, problem.source().begin.line),
                std::string(problem.description()), "mend the line");
  }
  const auto& top = parsed.table();
  reader from(name);
  config read;
  from.only(top, "", {"agent", "labels", "nats", "podman"});
  read_agent(from, from.section(top, "agent"), read);
  read_labels(from, from.section(top, "labels"), read.labels);
  read_nats(from, from.section(top, "nats"), read);
  const auto& podman = from.section(top, "podman");
  from.only(podman, "podman", {"socket"});
  read.podman_socket = from.text(podman, "podman", "socket");
  if (read.podman_socket.empty()) read.podman_socket = default_podman_socket();
  if (!from.mistakes().empty()) return fail(errc::invalid, from.mistakes());
  return read;
}

result<config> load_config(const std::filesystem::path& path) {
  auto text = read_file(path, 1U << 20U);
  if (!text) {
    auto failure = std::move(text.error());
    failure.hint = "write the agent's configuration there, or name another file with --config";
    return fail(std::move(failure));
  }
  return parse_config(*text, path.string());
}

}  // namespace harmony::agent
