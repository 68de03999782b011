// SPDX-License-Identifier: Apache-2.0
#include "completion.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

namespace harmony {

namespace {

completed_option described(const CLI::Option& one) {
  completed_option option{.description = one.get_description(),
                          .takes_value = one.get_items_expected_max() > 0,
                          .repeats = one.get_expected_max() > 1};
  for (const auto& name : one.get_snames()) option.names.push_back("-" + name);
  for (const auto& name : one.get_lnames()) option.names.push_back("--" + name);
  const auto type = one.get_type_name();
  if (type == "FILE") option.names_a = completed_option::path::file;
  if (type == "DIR") option.names_a = completed_option::path::folder;
  const auto open = type.find('{');
  const auto close = type.find('}');
  if (open != std::string::npos && close != std::string::npos)
    option.values = CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
  return option;
}

completed_command described(const CLI::App& app) {
  completed_command command{.name = app.get_name(), .description = app.get_description()};
  for (const auto* one : app.get_options([](const CLI::Option* option) { return !option->get_group().empty(); }))
    command.options.push_back(described(*one));
  return command;
}

}  // namespace

std::vector<completed_command> completed_commands(const CLI::App& program) {
  std::vector<completed_command> commands{described(program)};
  for (const auto* one : program.get_subcommands([](const CLI::App* app) { return !app->get_group().empty(); }))
    commands.push_back(described(*one));
  return commands;
}

void add_completion_command(CLI::App& program, std::function<result<void>()>& chosen) {
  auto* command = program.add_subcommand("completion", "Write completions for a shell");
  command->footer(
      "For this shell and each later one:\n"
      "  bash:  harmony-iot completion bash >~/.local/share/bash-completion/completions/harmony-iot\n"
      "  zsh:   harmony-iot completion zsh >\"${fpath[1]}/_harmony-iot\"\n"
      "  fish:  harmony-iot completion fish >~/.config/fish/completions/harmony-iot.fish\n"
      "\n"
      "For this shell only:\n"
      "  bash:  source <(harmony-iot completion bash)\n"
      "  zsh:   source <(harmony-iot completion zsh)\n"
      "  fish:  harmony-iot completion fish | source");
  const auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "Which shell")
      ->required()
      ->type_name("{bash,zsh,fish}")
      ->check([](const std::string& typed) {
        return typed == "bash" || typed == "zsh" || typed == "fish" ? std::string()
                                                                    : fmt::format("\"{}\" is not bash, zsh or fish", typed);
      });
  command->callback([&program, &chosen, shell] {
    chosen = [&program, shell]() -> result<void> {
      const auto commands = completed_commands(program);
      fmt::print("{}", *shell == "bash"  ? bash_completion(commands)
                       : *shell == "zsh" ? zsh_completion(commands)
                                         : fish_completion(commands));
      return {};
    };
  });
}

}  // namespace harmony
