// SPDX-License-Identifier: Apache-2.0
// What people type, and the agent's configuration.
#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "agent/command.hpp"
#include "agent/config.hpp"
#include "apply/command.hpp"
#include "apply/duration.hpp"
#include "apply/selector_text.hpp"
#include "door.hpp"
#include "harmony/contracts/deployment.hpp"
#include "install/command.hpp"
#include "operator/command.hpp"

namespace harmony::fuzz {

namespace {

void agent_configuration(std::string_view bytes) {
  const auto read = agent::parse_config(bytes, "agent.toml");
  promise(read || !read.error().message.empty(), "a refusal says why");
  if (read) promise(!read->nats_servers.empty(), "a configuration names a server");
}

void selector(std::string_view bytes) {
  contracts::label_selector read;
  (void)apply::read_selector(bytes, read);
}

void duration(std::string_view bytes) {
  if (const auto read = apply::parse_duration(bytes))
    promise(apply::parse_duration(apply::duration_text(*read)) == *read, "a duration's text is that duration's");
}

/// A word a line. What was chosen is not run.
void words(std::string_view bytes) {
  CLI::App program("", "harmony-iot");
  std::function<result<int>()> apply_chosen;
  std::function<result<void>()> chosen;
  apply::add_command(program, apply_chosen);
  install::add_command(program, chosen);
  fleet::add_command(program, chosen);
  agent::add_command(program, chosen);
  std::vector<std::string> typed;
  while (!bytes.empty()) {
    const auto word = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), word.size() + 1));
    typed.emplace(typed.begin(), word);
  }
  try {
    program.parse(std::move(typed));
  } catch (const CLI::ParseError&) {
  }
}

}  // namespace

std::vector<door> command_line_doors() {
  return {{"agent-toml", agent_configuration}, {"selector", selector}, {"duration", duration}, {"command-line", words}};
}

}  // namespace harmony::fuzz
