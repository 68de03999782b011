// SPDX-License-Identifier: Apache-2.0
#include "agent/config_file.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harmony/base/nearest.hpp"

// With NDEBUG its assertions are assumptions, and text like "[=]" does not hold them; the checks behind them give the error.
#undef NDEBUG
#define TOML_EXCEPTIONS 0
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.hpp>

namespace harmony::agent {

namespace {

using known_keys = std::initializer_list<std::string_view>;

/// Reads the tables of one file and collects what is wrong with them.
class reader {
 public:
  reader(std::string_view name, std::vector<std::string>& mistakes) : name_(name), mistakes_(mistakes) {}

  void complain(const toml::source_region& where, std::string_view what) {
    mistakes_.push_back(fmt::format("{}:{}: {}", name_, where.begin.line, what));
  }

  /// The text of a key; empty, and a complaint, if it is something else. Absent is empty too.
  std::string text(const toml::table& table, std::string_view section, std::string_view key) {
    const auto* node = table.get(key);
    if (node == nullptr) return {};
    if (const auto* value = node->as_string()) return value->get();
    complain(node->source(), fmt::format("[{}] {} has to be a string in quotes", section, key));
    return {};
  }

  /// Complains about keys that are not `known`: a mistyped one must not be silently without effect.
  void only(const toml::table& table, std::string_view section, known_keys known) {
    for (const auto& [key, node] : table) {
      if (std::ranges::contains(known, key.str())) continue;
      const auto meant = nearest(key.str(), {known.begin(), known.size()});
      complain(
          key.source(),
          fmt::format("{} does not know \"{}\"; {}", section.empty() ? "this file" : fmt::format("[{}]", section), key.str(),
                      meant ? fmt::format("did you mean {}?", *meant) : fmt::format("it knows: {}", fmt::join(known, ", "))));
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

 private:
  std::string_view name_;
  std::vector<std::string>& mistakes_;
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
}

void read_agent(reader& from, const toml::table& table, config_file& to) {
  from.only(table, "agent", {"device_id", "state_dir"});
  const auto* named = table.get("device_id");
  to.names_device = named != nullptr;
  if (const auto id = from.text(table, "agent", "device_id"); named != nullptr && named->is_string()) {
    if (auto device = contracts::device_id::parse(id)) {
      to.says.device = std::move(*device);
    } else {
      from.complain(named->source(), "[agent] device_id: " + device.error().message);
    }
  }
  if (const auto folder = from.text(table, "agent", "state_dir"); !folder.empty()) to.says.state_folder = folder;
}

void read_nats(reader& from, const toml::table& table, config_file& to) {
  from.only(table, "nats", {"url", "credentials"});
  to.says.nats_credentials = from.text(table, "nats", "credentials");
  const auto* node = table.get("url");
  to.names_servers = node != nullptr;
  if (node == nullptr) return;
  const auto add = [&](const toml::node& one) {
    const auto* text = one.as_string();
    if (text == nullptr || !is_nats_url(text->get())) {
      from.complain(one.source(), fmt::format("[nats] url {}, or a list of such", what_nats_url_has_to_be));
    } else {
      to.says.nats_servers.push_back(text->get());
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

bool is_nats_url(std::string_view text) { return text.starts_with("nats://") || text.starts_with("tls://"); }

result<config_file> read_config_file(std::string_view text, std::string_view name) {
  const auto parsed = toml::parse(text, name);
  if (!parsed) {
    const auto& problem = parsed.error();
    return fail(errc::invalid, fmt::format("{}:{}: is not TOML", name, problem.source().begin.line),
                std::string(problem.description()), "mend the line");
  }
  const auto& top = parsed.table();
  config_file read;
  reader from(name, read.mistakes);
  from.only(top, "", {"agent", "labels", "nats", "podman"});
  read_agent(from, from.section(top, "agent"), read);
  read_labels(from, from.section(top, "labels"), read.says.labels);
  read_nats(from, from.section(top, "nats"), read);
  const auto& podman = from.section(top, "podman");
  from.only(podman, "podman", {"socket"});
  read.says.podman_socket = from.text(podman, "podman", "socket");
  return read;
}

}  // namespace harmony::agent
